"""What the fuzzers scripts/interop_*.py share: asking a program case by case, shrinking, reporting."""

import argparse
import json
import shlex
import subprocess
import sys


def fuzzer_options(description, count, count_help, oracle):
    """The options that every fuzzer of `exp hydra` has; `--as-ORACLE` is how it starts itself as the other side."""
    options = argparse.ArgumentParser(description=description.split("\n")[0])
    options.add_argument("--exp", default="exp", help="command line of exp")
    options.add_argument("--python", default=sys.executable, help="a Python that has DVC and hydra-core")
    options.add_argument("--count", type=int, default=count, help=count_help)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--show", type=int, default=10, help="differences to shrink and show")
    options.add_argument(f"--as-{oracle}", action="store_true", help=argparse.SUPPRESS)
    return options


def run_lines(command, cases):
    """One answer a case. The command is started anew, and must answer all of them."""
    text = "".join(json.dumps(case) + "\n" for case in cases)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    if len(lines) != len(cases):
        sys.exit(f"{shlex.join(command)} gave {len(lines)} answers to {len(cases)} cases:\n{done.stderr[-2000:]}")
    return [json.loads(line) for line in lines]


def shrink(case, answers, smaller, differing):
    """The smallest case that still differs, found by trying everything that `smaller` makes of a differing one.

    `differing` takes cases and gives those that differ, each with its answers.
    """
    while True:
        found = differing(list(smaller(case)))
        if not found:
            return case, answers
        case, answers = min(found, key=lambda item: len(json.dumps(item[0])))


def report(case, answers):
    shown = {key: value for key, value in case.items() if key != "chunks"}
    print("difference:", json.dumps(shown, ensure_ascii=False))
    for name, answer in answers.items():
        print(f"  {name}: {json.dumps(answer, ensure_ascii=False)}")


def conclude(tried, differing):
    """The last line, which scripts/interop adds up, and the exit code."""
    print(f"{tried - differing} passed, {differing} failed")
    return 1 if differing else 0
