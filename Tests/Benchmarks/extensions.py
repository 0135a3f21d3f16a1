"""Extensions: a listing and an import against the same statements and manager traffic, sent bare.

The extensions have six digits and begin with 64 to 69; they go away again. A thousand are imported, and what that left in
the stores is copied for more.
"""
import contextlib
import os
import re
import shlex

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


def importing(bench, count):
    people = bench.written("people.csv", ["extension,name,voicemail,email\n"] + [
        f"{FIRST + number},Person {number},true,p{number}@example.com\n" for number in range(count)])
    return bench.pbxctl("freepbx", "extension", "import", people, "-q")


def imported(bench, count=1_000):
    """What that many imported extensions are in the stores; they are gone again."""
    checked(importing(bench, count), env=bench.environment)
    traffic = Traffic.read(bench)
    remove(bench, traffic)
    return traffic


def compare_imports(bench, count):
    """New extensions; returns what they are in the stores."""
    command = importing(bench, count)
    traffic, found = None, {"pbxctl": [], "mysql, then the manager": []}
    for _ in range(bench.runs):
        try:
            found["pbxctl"].append(bench.measure(command))
            traffic = traffic or Traffic.read(bench)
        finally:
            remove(bench, traffic or Traffic.read(bench))
        bare = in_sequence(MYSQL + ["asterisk"], bench.written("rows.sql", ["START TRANSACTION;\n", traffic.rows, "COMMIT;\n"]),
                           manager(bench, bench.written("actions", traffic.actions())))
        try:
            found["mysql, then the manager"].append(bench.measure(bare))
        finally:
            remove(bench, traffic)
    title(f"FreePBX: `extension import` of {count:,} new ones",
          "program", "ratio", "seconds", "user", "system", "peak memory")
    base = median(found["mysql, then the manager"])
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


@contextlib.contextmanager
def more_fusionpbx_extensions(bench, count):
    """FusionPBX with that many new extensions, each with its mailbox, copied from 1001's."""
    def psql(statement):
        checked(PSQL + ["-q", "-v", "ON_ERROR_STOP=1", "-d", "fusionpbx", "-c", statement], env=bench.environment)

    copies = "INSERT INTO {0} SELECT ({0}).* FROM (SELECT jsonb_populate_record({0}, jsonb_build_object('{1}', gen_random_uuid(), '{2}', " \
        f"{FIRST} + number)) AS {{0}} FROM {{0}}, generate_series(0, {count - 1}) AS number WHERE {{0}}.{{1}} = " \
        "(SELECT {1} FROM {0} WHERE {2}::text = '1001' LIMIT 1)) AS copies"
    objects = (("v_extensions", "extension_uuid", "extension"), ("v_voicemails", "voicemail_uuid", "voicemail_id"))
    try:
        for names in objects:
            psql(copies.format(*names))
        psql("ANALYZE v_extensions, v_voicemails")
        yield
    finally:
        for table, _, number in objects:
            psql(f"DELETE FROM {table} WHERE {number}::text ~ '^{OURS}$'")


def listing_programs(bench):
    """The listing with all that AstDB has; its own statement by mysql, then the same families of AstDB read whole."""
    trace = checked(bench.pbxctl("freepbx", "--trace", "extension", "list", "-q"), env=bench.environment).stderr
    statement = max(re.findall(r"^trace: \S+ sql [^:]*: (SELECT .*)$", trace, re.M), key=len)
    families = re.findall(r"DBGetTree Family=(\S+)", trace)
    if not families:
        raise SystemExit(f"no family of AstDB in the trace:\n{trace}")
    actions = bench.written("families", [login()] + [f"Action: DBGetTree\r\nFamily: {family}\r\n\r\n" for family in families])
    mysql = MYSQL + ["--batch", "--quick", "asterisk"]
    peer = in_sequence(mysql, bench.written("listing.sql", [statement]), manager(bench, actions))
    return {"pbxctl": bench.pbxctl("freepbx", "extension", "list", "-o", "csv"), "mysql, then the manager": peer}


def in_sequence(client, statements, manager_):
    """A shell's command: a database client that reads a file, then the manager."""
    return ["/bin/sh", "-c", f"{shlex.join(client)} < {shlex.quote(statements)} && {shlex.join(manager_)}"]


def compare_listings(bench, traffic, count):
    with more_extensions(bench, traffic, count):
        found = bench.in_turn(listing_programs(bench))
    title(f"FreePBX: `extension list` with AstDB's data, {count:,} extensions more than the lab's",
          "program", "ratio", "seconds", "user", "system", "peak memory")
    base = median(found["mysql, then the manager"])
    for name, measurements in found.items():
        line(name, f"{median(measurements) / base:.2f}", f"{median(measurements):.2f}", *cost(measurements))
