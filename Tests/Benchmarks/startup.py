"""What is over in milliseconds: start-up, and one record."""
import os

from bench import *


def start_up(bench):
    programs = {
        "pbxctl --version": [PBXCTL, "--version"],
        "pbxctl __complete": [PBXCTL, "__complete", "--", "extension", ""],
        "asterisk -rx": ["/bin/sh", "-c", f'exec {lab("LAB_ASTERISK_CLI")} -rx "core show version"'],
        "a C program": [os.path.join(bench.folder, "smallest")],
    }
    found = bench.in_turn(programs, START_UPS)
    title("Start-up", "program", "above the C program", "against asterisk -rx", "peak memory")
    base = median(found["a C program"])
    for name, measurements in found.items():
        time = median(measurements)
        line(name, f"{(time - base) * 1000:.1f} ms", f"{time / median(found['asterisk -rx']):.2f}", cost(measurements)[2])


def one_record(bench, database):
    extension = checked(MYSQL + ["-NBe", "SELECT MIN(extension) FROM asterisk.users"], env=bench.environment).stdout.strip()
    programs = {
        "FreePBX": (bench.pbxctl("freepbx", "extension", "show", extension),
                    MYSQL + ["-Be", f"SELECT * FROM users WHERE extension = '{extension}'", "asterisk"]),
        "FusionPBX": (bench.pbxctl("fusionpbx", "extension", "show", "1001"),
                      PSQL + ["-d", database, "-Atc", "SELECT * FROM v_extensions WHERE extension = '1001'"]),
    }
    title("`extension show` against one row by mysql -Be, psql -Atc", "PBX", "ratio")
    for name, (command, peer) in programs.items():
        found = bench.in_turn({"pbxctl": command, "peer": peer}, START_UPS // 4)
        line(name, f"{median(found['pbxctl']) / median(found['peer']):.2f}")
