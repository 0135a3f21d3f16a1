"""Call records: exports against the databases' own clients."""
import contextlib
import os

from bench import *

FORMATS = ("csv", "tsv", "ndjson", "json")


def freepbx_exports(bench, database):
    query = ["cdr", "query", "--limit", "all"]
    statement = bench.traced("freepbx", *query, "-q")
    exports = {f"pbxctl -o {form}": bench.pbxctl("freepbx", *query, "-o", form) for form in FORMATS}
    peers = {"mysql --batch --quick": MYSQL + ["--batch", "--quick", database, "-e", statement]}
    server = Server(checked(MYSQL + ["-NBe", "SELECT @@pid_file"], env=bench.environment).stdout.strip())
    compare_exports(bench, "MariaDB: `cdr query --limit all`", exports, peers, server)


def fusionpbx_exports(bench, database):
    query = ["cdr", "query", "--limit", "all", "--all-domains", "--legs"]
    statement = bench.traced("fusionpbx", *query, "-q")
    if "$1" in statement:
        sys.exit(f"a statement without values was expected: {statement}")
    exports = {f"pbxctl -o {form}": bench.pbxctl("fusionpbx", *query, "-o", form) for form in FORMATS}
    names = [f"column_{number}" for number in range(1, 1 + len(
        checked(PSQL + ["-d", database, "-AtF", "\t", "-c", statement + " LIMIT 1"], env=bench.environment).stdout.split("\t")))]
    psql = PSQL + ["-d", database, "-v", "FETCH_COUNT=1000"]
    peers = {
        "psql --csv": psql + ["--csv", "-c", statement],
        "\\copy csv": psql + ["-c", f"\\copy ({statement}) TO STDOUT (FORMAT csv)"],
        "row_to_json": psql + ["-At", "-c", f"SELECT row_to_json(calls) FROM ({statement}) AS calls({', '.join(names)})"],
    }
    server = Server(os.path.join(lab("LAB_PG_SOCKET_DIR"), f".s.PGSQL.{lab('LAB_PG_PORT')}.lock"))
    compare_exports(bench, "PostgreSQL: `cdr query --limit all`", exports, peers, server)


def compare_exports(bench, name, exports, peers, server):
    reference = next(iter(peers))
    title(name, "program", *(f"against {peer}" for peer in peers), "user", "system", "server",
          f"processors in all, against {reference}", "peak memory", "first byte after")
    found = bench.in_turn({**peers, **exports}, server=server)
    for program, command in {**exports, **peers}.items():
        runs = found[program]
        piped = bench.measure(command, way="pipe")
        user, system, memory = cost(runs)
        ratios = [f"{median(runs) / median(found[peer]):.2f}" for peer in peers]
        processors = median(runs, "processors") / median(found[reference], "processors")
        line(program, *ratios, user, system, f"{median(runs, 'server') / median(runs):.0%}", f"{processors:.2f}", memory,
             f"{piped.first / piped.seconds:.0%}")


GROUPINGS = ("hour", "day", "weekhour", "src", "dest", "disposition")


COLUMNS = ("ratio", "seconds", "user", "system", "peak memory")


def databases(database):
    """Each server's name, its profile, the options for all of its records, and how its client runs a statement."""
    return (
        ("MariaDB", "freepbx", [], lambda statement: MYSQL + ["--batch", "--quick", database, "-e", statement]),
        ("PostgreSQL", "fusionpbx", ["--all-domains"],
         lambda statement: PSQL + ["-d", database, "-v", "FETCH_COUNT=1000", "--csv", "-c", statement]),
    )


def sums(bench, database):
    """Sums by each grouping, each against its own statement."""
    for name, profile, options, peer in databases(database):
        title(f"{name}: `cdr stats` against its statement", "by", *COLUMNS)
        legs = ["--legs"] if profile == "fusionpbx" else []
        for grouping in GROUPINGS:
            compare_one(bench, grouping, profile, ["cdr", "stats", "--by", grouping, "--limit", "all", *options, *legs], peer)


def whole_calls(bench, database):
    """Calls put together from their legs, against the statement that does it."""
    for name, profile, options, peer in databases(database):
        title(f"{name}: `cdr query --by-call --limit all -o csv` against its statement", "program", *COLUMNS)
        compare_one(bench, "pbxctl", profile, ["cdr", "query", "--by-call", "--limit", "all", *options], peer)


def compare_one(bench, name, profile, words, peer):
    statement = bench.traced(profile, *words, "-q")
    found = bench.in_turn({"pbxctl": bench.pbxctl(profile, *words, "-o", "csv"), "peer": peer(statement)})
    line(name, f"{median(found['pbxctl']) / median(found['peer']):.2f}", f"{median(found['pbxctl']):.2f}", *cost(found["pbxctl"]))


@contextlib.contextmanager
def scratch_databases(bench, name, records):
    """Databases with that many calls, and a configuration that leads to them."""
    def mysql(statement, *arguments):
        checked(MYSQL + [*arguments], input=statement, env=bench.environment)

    def psql(database, *arguments, **options):
        checked(PSQL + ["-q", "-v", "ON_ERROR_STOP=1", "-d", database, *arguments], env=bench.environment, **options)

    def source(*path):
        with open(os.path.join(CHECKOUT, "Tests", *path), encoding="utf-8") as file:
            return file.read()

    with open(lab("PBXCTL_CONFIG"), encoding="utf-8") as file:
        text = file.read().replace("/asteriskcdrdb\n", f"/{name}\n").replace("/fusionpbx\n", f"/{name}\n")
    usual = bench.environment["PBXCTL_CONFIG"]
    bench.environment["PBXCTL_CONFIG"] = bench.written("pbxctl.conf", [text])
    mysql(f"CREATE DATABASE {name};")
    try:
        mysql(source("Lab", "freepbx", "tables", "asteriskcdrdb.sql") + f"SET @records = {records};\n"
              + source("Benchmarks", "freepbx-calls.sql"), name)
        psql("fusionpbx", "-c", f"CREATE DATABASE {name}")
        try:
            dump = checked([POSTGRES + "/pg_dump"] + PSQL[2:] + ["-d", "fusionpbx", "--no-privileges"], env=bench.environment).stdout
            psql(name, input=dump)
            psql(name, "-v", f"records={records}", input=source("Benchmarks", "fusionpbx-calls.sql"))
            yield name
        finally:
            psql("fusionpbx", "-c", f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        mysql(f"DROP DATABASE {name};")
        bench.environment["PBXCTL_CONFIG"] = usual
