"""What the fuzzers scripts/interop_*.py share: asking a program case by case, shrinking, reporting."""

import json
import shlex
import subprocess
import sys


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
