"""How time and memory grow with what there is."""
import os

import calls
import extensions
from bench import *

EXTENSIONS = (1_000, 10_000, 50_000)


def compare(bench, name, unit, sizes, rows):
    """`rows` gives, for each size, the programs to measure."""
    title(name, unit, "PBX", "seconds", "seconds for a million", "peak memory")
    for size in sizes:
        for pbx, command in rows(size):
            measurements = [bench.measure(command) for _ in range(bench.runs)]
            time = median(measurements)
            line(f"{size:,}", pbx, f"{time:.2f}", f"{time / size * 1e6:.2f}", cost(measurements)[2])


def records(bench, largest):
    sizes = [size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size <= largest]

    def rows(size):
        with calls.scratch_databases(bench, f"pbxctl_test_bench_{os.getpid()}", size):
            query = ["cdr", "query", "--limit", "all", "-o", "csv"]
            yield "FreePBX", bench.pbxctl("freepbx", *query)
            yield "FusionPBX", bench.pbxctl("fusionpbx", *query, "--all-domains", "--legs")

    compare(bench, "`cdr query --limit all -o csv`", "records", sizes, rows)


def listings(bench, traffic, largest):
    sizes = [size for size in EXTENSIONS if size <= largest]

    def rows(size):
        with extensions.more_extensions(bench, traffic, size):
            yield "FreePBX", bench.pbxctl("freepbx", "extension", "list", "-o", "csv")
        with extensions.more_fusionpbx_extensions(bench, size):
            yield "FusionPBX", bench.pbxctl("fusionpbx", "extension", "list", "-o", "csv")

    compare(bench, "`extension list -o csv`, so many more than the lab's", "extensions", sizes, rows)
