"""Extensions: a listing and an import against the same statements and manager traffic, sent bare.

The extensions have six digits and begin with 64 to 69; they go away again. A thousand are imported, and what that left in
the stores is copied for more.
"""
import contextlib
import os
import re

from bench import *

TABLES = {"users": "extension", "devices": "id", "sip": "id", "findmefollow": "grpnum",
          "kvstore_FreePBX_modules_Voicemail": "`key`", "kvstore_FreePBX_modules_Paging": "id"}
FIRST, HIGHEST = 640_000, 60_000
OURS = "6[4-9][0-9]{4}"
CONSOLE = ["/bin/sh", "-c", f'exec {lab("LAB_ASTERISK_CLI")} -rx "$0"']


def login():
    return f"Action: Login\r\nUsername: admin\r\nSecret: {secret('LAB_AMI_PASSWORD_FILE')}\r\nEvents: off\r\n\r\n"


class Traffic:
    """What some extensions are in the stores: rows, keys, lines of voicemail.conf."""

    def __init__(self, rows, keys, lines):
        self.rows, self.keys, self.lines = rows, keys, lines

    @classmethod
    def read(cls, bench):
        options = ["--compact", "--no-create-info", "--net-buffer-length=65536", "--skip-lock-tables"]
        rows = "".join(
            checked(["mariadb-dump", *MYSQL[1:], *options, f"--where={column} REGEXP '^{OURS}$'", "asterisk", table], env=bench.environment).stdout
            for table, column in TABLES.items())
        keys = []
        for family in ("AMPUSER", "DEVICE", "CW"):
            for line in checked([*CONSOLE, f"database show {family}"]).stdout.splitlines():
                found = re.match(rf"/({family})/({OURS}\S*) *: (.*)$", line)
                if found:
                    keys.append((found[1], found[2], found[3].strip()))
        with open(os.path.join(lab("LAB_ASTERISK_ETC"), "voicemail.conf"), encoding="utf-8") as file:
            lines = re.findall(rf"^({OURS}) *=>? *(.*)$", file.read(), re.M)
        return cls(rows, keys, lines)

    def moved(self, distance):
        """The same for other numbers."""
        def move(text):
            return re.sub(rf"(?<!\d){OURS}(?!\d)", lambda found: str(int(found[0]) + distance), text)
        return Traffic(move(self.rows), [tuple(map(move, key)) for key in self.keys], [tuple(map(move, line)) for line in self.lines])

    def actions(self):
        yield login()
        for family, key, value in self.keys:
            yield f"Action: DBPut\r\nFamily: {family}\r\nKey: {key}\r\nVal: {value}\r\n\r\n"
        yield from updates([f"Append\r\nCat-%06d: default\r\nVar-%06d: {name}\r\nValue-%06d: {value}" for name, value in self.lines])

    def removals(self):
        yield login()
        for family, key, _ in self.keys:
            yield f"Action: DBDel\r\nFamily: {family}\r\nKey: {key}\r\n\r\n"
        yield from updates([f"Delete\r\nCat-%06d: default\r\nVar-%06d: {name}" for name, _ in self.lines])


def updates(changes):
    """Actions that change voicemail.conf, as many lines in each as Asterisk reads in one."""
    for start in range(0, len(changes), 28):
        action = "Action: UpdateConfig\r\nSrcFilename: voicemail.conf\r\nDstFilename: voicemail.conf\r\n"
        for number, change in enumerate(changes[start:start + 28]):
            action += f"Action-{number:06d}: " + change.replace("%06d", f"{number:06d}") + "\r\n"
        yield action + "\r\n"
    if changes:
        yield "Action: Reload\r\nModule: app_voicemail.so\r\n\r\n"


def manager(bench, actions):
    return [os.path.join(bench.folder, "manager"), lab("LAB_AMI_PORT"), actions]


def send(bench, traffic):
    checked(MYSQL + ["asterisk"], input=f"START TRANSACTION;\n{traffic.rows}COMMIT;\n", env=bench.environment)
    checked(manager(bench, bench.written("send", traffic.actions())))


def remove(bench, traffic):
    checked(MYSQL + ["asterisk"], env=bench.environment,
            input="".join(f"DELETE FROM {table} WHERE {column} REGEXP '^{OURS}$';\n" for table, column in TABLES.items()))
    checked(manager(bench, bench.written("remove", traffic.removals())))


def compare_imports(bench, count):
    """A thousand new extensions; what they are in the stores."""
    people = bench.written("people.csv", ["extension,name,voicemail,email\n"] + [
        f"{FIRST + number},Person {number},true,p{number}@example.com\n" for number in range(count)])
    command = bench.pbxctl("freepbx", "extension", "import", people, "-q")
    traffic, found = None, {"pbxctl": [], "bare": []}
    for _ in range(bench.runs):
        try:
            found["pbxctl"].append(bench.measure(command))
            traffic = traffic or Traffic.read(bench)
        finally:
            remove(bench, traffic or Traffic.read(bench))
        rows = bench.written("rows.sql", ["START TRANSACTION;\n", traffic.rows, "COMMIT;\n"])
        actions = bench.written("actions", traffic.actions())
        line_ = " ".join(f"'{word}'" for word in MYSQL + ["asterisk"]) + f" < '{rows}' && " + " ".join(f"'{word}'" for word in manager(bench, actions))
        try:
            found["bare"].append(bench.measure(["/bin/sh", "-c", line_]))
        finally:
            remove(bench, traffic)
    title(f"FreePBX: `extension import` of {count:,} new ones against the same rows by mysql and the same keys and lines by the manager",
          "program", "ratio", "seconds", "user", "system", "peak memory")
    base = median(found["bare"])
    for name, measurements in found.items():
        line(name, f"{median(measurements) / base:.2f}", f"{median(measurements):.2f}", *cost(measurements))
    return traffic


@contextlib.contextmanager
def more_extensions(bench, traffic, count):
    """FreePBX with about that many new extensions, copied from those of an import."""
    size = len(traffic.lines)
    copies = [traffic.moved(distance) for distance in range(0, min(count, HIGHEST), size)]
    try:
        for copy in copies:
            send(bench, copy)
        yield
    finally:
        for copy in copies:
            remove(bench, copy)


def compare_listings(bench, traffic, count):
    """A listing with all that AstDB has, against its own statement and the same families of AstDB read whole."""
    with more_extensions(bench, traffic, count):
        outcome = checked(bench.pbxctl("freepbx", "--trace", "extension", "list", "-q", "-o", "csv"), env=bench.environment)
        statement = max(re.findall(r"^trace: \S+ sql [^:]*: (SELECT .*)$", outcome.stderr, re.M), key=len)
        families = re.findall(r"DBGetTree.*?Family[:=] ?(\S+)", outcome.stderr)
        if not families:
            raise SystemExit(f"no family of AstDB in the trace:\n{outcome.stderr}")
        actions = bench.written("families", [login()] + [f"Action: DBGetTree\r\nFamily: {family}\r\n\r\n" for family in families])
        statements = bench.written("listing.sql", [statement])
        peer = (" ".join(f"'{word}'" for word in MYSQL + ["--batch", "--quick", "asterisk"]) + f" < '{statements}' && "
                + " ".join(f"'{word}'" for word in manager(bench, actions)))
        rows = len(outcome.stdout.splitlines()) - 1
        found = bench.in_turn({
            "pbxctl": bench.pbxctl("freepbx", "extension", "list", "-o", "csv"), "mysql and manager": ["/bin/sh", "-c", peer]})
        return rows, found


def listing(bench, traffic, count):
    rows, found = compare_listings(bench, traffic, count)
    title(f"FreePBX: `extension list` of {rows:,} with AstDB's data against the same statement by mysql and the same families of AstDB read by the manager",
          "program", "ratio", "seconds", "user", "system", "peak memory")
    base = median(found["mysql and manager"])
    for name, measurements in found.items():
        line(name, f"{median(measurements) / base:.2f}", f"{median(measurements):.2f}", *cost(measurements))
