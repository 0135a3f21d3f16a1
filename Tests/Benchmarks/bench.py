"""What every benchmark needs: the lab, its programs, runs in turn, tables."""
import os
import re
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CHECKOUT = os.path.dirname(os.path.dirname(HERE))
PBXCTL = os.path.abspath(os.environ.get("PBXCTL_BINARY") or os.path.join(CHECKOUT, ".build/release/pbxctl"))
POSTGRES = "/usr/lib/postgresql/15/bin"  # Debian's /usr/bin/psql is a Perl program around it.
# How many start-ups one measurement takes together: one alone is lost in the noise.
START_UPS = 40


def lab(name):
    if name not in os.environ:
        sys.exit(f'{name} is not set: eval "$(Tests/Lab/lab env)" first')
    return os.environ[name]


def secret(name):
    with open(lab(name), encoding="utf-8") as file:
        return file.read().strip()


def checked(command, **options):
    outcome = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if outcome.returncode != 0:
        sys.exit(f"{command[0]}: status {outcome.returncode}\n{outcome.stderr}")
    return outcome


class Measurement:
    """What `measure` says of some runs of a program, each value for one run."""

    def __init__(self, words, times):
        self.seconds, self.user, self.system = (float(word) / times for word in words[:3])
        self.memory = int(words[3])
        self.first, self.bytes = float(words[4]) / times, int(words[5]) // times


class Bench:
    def __init__(self, folder, runs):
        self.folder, self.runs = folder, runs
        self.environment = dict(os.environ, HOME=folder, PBXCTL_CONFIG=lab("PBXCTL_CONFIG"), PBXCTL_STATE=os.path.join(folder, "state"),
                                MYSQL_PWD=secret("LAB_MYSQL_PASSWORD_FILE"), PGPASSWORD=secret("LAB_PG_PASSWORD_FILE"))
        for name in ("measure", "smallest", "manager"):
            # Swift brings a clang.
            checked([shutil.which("cc") or "clang", "-O2", "-static", "-D_GNU_SOURCE", "-o", os.path.join(folder, name), os.path.join(HERE, name + ".c")])

    def written(self, name, pieces):
        """A file of the benchmark's own, readable by nobody else."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8", newline="", opener=lambda *words: os.open(*words, 0o600)) as file:
            file.writelines(pieces)
        return path

    def measure(self, command, times=1, way="discard"):
        outcome = subprocess.run([os.path.join(self.folder, "measure"), way, str(times)] + command,
                                 env=self.environment, capture_output=True, text=True, check=False)
        if outcome.returncode != 0:
            sys.exit(f"{' '.join(command)[:300]}: status {outcome.returncode}\n{outcome.stderr}")
        return Measurement(outcome.stdout.split(), times)

    def in_turn(self, commands, times=1, way="discard", server=None):
        """Every command once, then all again: whatever else the machine does meets all of them alike. With what `server` takes
        of the processors meanwhile."""
        found = {name: [] for name in commands}
        for _ in range(self.runs):
            for name, command in commands.items():
                before = server.seconds() if server else 0
                measurement = self.measure(command, times, way)
                if server:
                    # PostgreSQL counts a connection's process when it has ended.
                    time.sleep(0.3)
                    measurement.server = server.seconds() - before
                    measurement.processors = measurement.user + measurement.system + measurement.server
                found[name].append(measurement)
        return found

    def pbxctl(self, profile, *arguments):
        return [PBXCTL, "--profile", profile, *arguments]

    def traced(self, profile, *arguments):
        """The last statement of a command, as its trace shows it."""
        outcome = checked(self.pbxctl(profile, "--trace", *arguments), env=self.environment)
        statements = re.findall(r"^trace: \S+ sql [^:]*: (.*)$", outcome.stderr, re.M)
        if not statements or "SELECT" not in statements[-1]:
            sys.exit(f"no statement in the trace of {' '.join(arguments)}:\n{outcome.stderr}")
        return statements[-1]


class Server:
    """A database server: what it and its processes have taken of the processors so far."""

    def __init__(self, pid_file):
        with open(pid_file, encoding="utf-8") as file:
            self.stat = f"/proc/{int(file.readline())}/stat"

    def seconds(self):
        with open(self.stat, encoding="utf-8") as file:
            ticks = file.read().rpartition(")")[2].split()[11:15]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def median(measurements, name="seconds"):
    return statistics.median(getattr(measurement, name) for measurement in measurements)


def title(text, *columns):
    print(f"\n{text}\n")
    print("| " + " | ".join(columns) + " |")
    print("| --- |" + " ---: |" * (len(columns) - 1), flush=True)


def line(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def cost(measurements):
    """Columns on the program itself: what it took of the processor, as part of its time, and of memory."""
    return (f"{median(measurements, 'user') / median(measurements):.0%}",
            f"{median(measurements, 'system') / median(measurements):.0%}", f"{median(measurements, 'memory') / 1024:.1f} MiB")


MYSQL = ["mariadb", "--protocol=TCP", "--host=127.0.0.1", "--port=" + lab("LAB_MYSQL_PORT"), "-ufreepbxuser",
         "--default-character-set=utf8mb4"]
PSQL = [POSTGRES + "/psql", "-X", "-h", "127.0.0.1", "-p", lab("LAB_PG_PORT"), "-U", "fusionpbx"]
