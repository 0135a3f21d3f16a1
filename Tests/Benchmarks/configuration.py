"""Configuration and history together: snapshots, and listings that ask the call records."""
import contextlib
import os

import calls
import extensions
from bench import *


def compare(bench, traffic, count, records):
    with contextlib.ExitStack() as stack:
        stack.enter_context(extensions.more_extensions(bench, traffic, count))
        stack.enter_context(extensions.more_fusionpbx_extensions(bench, count))
        # The copy of FusionPBX's database has them, too.
        stack.enter_context(calls.scratch_databases(bench, f"pbxctl_test_bench_{os.getpid()}", records))
        title(f"{count:,} extensions more than the lab's, {records:,} call records", "command", "PBX", "seconds", "user", "system", "peak memory")
        for pbx, profile in (("FreePBX", "freepbx"), ("FusionPBX", "fusionpbx")):
            file = os.path.join(bench.folder, f"{profile}.json")
            for words in (
                    ("snapshot", "save", file), ("snapshot", "diff", file), ("snapshot", "apply", file, "--dry-run"),
                    ("extension", "list", "--unregistered"), ("extension", "list", "--unused-since", "90d"),
                    ("did", "list", "--never-called-since", "90d")):
                command = bench.pbxctl(profile, *words, "-q", "-o", "csv")
                measurements = [bench.measure(command) for _ in range(bench.runs)]
                shown = " ".join(word for word in words if word != file)
                line(f"`{shown}`", pbx, f"{median(measurements):.2f}", *cost(measurements))
