#!/usr/bin/env python3
"""Run short scenarios of the experiment commands with real DVC and with exp, and report every difference.

    python scripts/interop_experiments.py --exp BINARY --python PYTHON [--count N] [--seed S] [--only REGEX] [--keep DIR]

PYTHON is the interpreter of an environment with DVC 3.67.1; its bin folder is used. DVC is recorded as the golden cases
are (tests/golden/record), exp is compared as the golden cases are (tests/golden/run_experiments.ts). N scenarios are
drawn: from a catalogue of the families of the golden cases, then random walks over all commands. With --keep the
recordings stay in a folder, and are not made again.
"""

import argparse
import concurrent.futures
import hashlib
import importlib.util
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
from experiment_cases import catalogue, wander  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
spec = importlib.util.spec_from_file_location("recorder", ROOT / "tests/golden/record/experiments.py")
recorder = importlib.util.module_from_spec(spec)
spec.loader.exec_module(recorder)


def choose(count, seed, only):
    """The whole catalogue in random order, then walks."""
    cases = [case for case in catalogue() if re.search(only, case["name"])]
    random.Random(seed).shuffle(cases)
    walks = (wander(seed * 100_000 + i) for i in range(max(0, count - len(cases))))
    return cases[:count] + [case for case in walks if re.search(only, case["name"])]


def recorded(case, bins, work, keep):
    """Writes what DVC does as a case file, unless the same case is there already."""
    key = hashlib.sha256(json.dumps(case, sort_keys=True).encode()).hexdigest()[:16]
    area, name = case["name"].split("/")
    path, stamp = keep / area / f"{name}.json", keep / ".keys" / f"{area}.{name}.key"
    if not (path.exists() and stamp.exists() and stamp.read_text() == key):
        recorder.dump(recorder.record(case, bins, str(work)), str(path))
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(key)
    return case["name"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--exp", required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep")
    parser.add_argument("--record-only", action="store_true")
    options = parser.parse_args()
    cases = choose(options.count, options.seed, options.only)
    with tempfile.TemporaryDirectory() as scratch:
        keep = Path(options.keep or f"{scratch}/cases").resolve()
        keep.mkdir(parents=True, exist_ok=True)
        bins = {"3.67.1": os.path.abspath(os.path.dirname(options.python))}
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            names = list(pool.map(lambda case: recorded(case, bins, Path(scratch) / "work", keep), cases))
        if options.record_only:
            return 0
        command = [os.environ.get("DENO", "deno"), "run", "--no-check", "-A", str(ROOT / "tests/golden/run_experiments.ts"),
                   "--cases", str(keep), "--jobs", str(options.jobs), *names]
        return subprocess.run(command, env={**os.environ, "EXP_BIN": os.path.abspath(options.exp)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
