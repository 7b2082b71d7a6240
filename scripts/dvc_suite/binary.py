"""Runs `exp dvc …` where DVC's tests call DVC, and hands its output on as DVC's own process would have printed it."""

import builtins
import logging
import os
import re
import subprocess
import sys

from .errors import error_for, logged

EXP = os.environ.get("DVC_SUITE_EXP", "exp")
COUNTED = re.compile(r"No unused (?:'.*' )?cache to remove|Removed \d+ objects from")
LEVELS = {"ERROR: ": logging.ERROR, "WARNING: ": logging.WARNING, "DEBUG: ": logging.DEBUG, "TRACE: ": 5}


class Outcome:
    def __init__(self, args, code, out, err):
        self.args, self.code, self.out, self.err = args, code, out, err
        self.records = records_of(err)

    @property
    def unlogged(self):
        """What stands on stderr before the first line with a level."""
        kept = []
        for line in self.err.splitlines(keepends=True):
            if line.startswith(tuple(LEVELS)):
                break
            kept.append(line)
        return "".join(kept)

    @property
    def lines(self):
        return self.out.splitlines()

    @property
    def error_text(self):
        errors = [text for level, text in self.records if level == logging.ERROR]
        return "\n".join(errors) or self.err.strip() or self.out.strip() or f"exit code {self.code}"


def records_of(text):
    """What DVC would have logged: a line with a level begins a record, the lines after it belong to it."""
    records = []
    for line in text.splitlines():
        for prefix, level in LEVELS.items():
            if line.startswith(prefix):
                records.append([level, line[len(prefix) :]])
                break
        else:
            if records:
                records[-1][1] += "\n" + line
    return [(level, text.rstrip("\n")) for level, text in records]


def log(level, message):
    """To caplog's handlers, not to DVC's own, which would print it a second time."""
    if logging.getLogger("dvc").isEnabledFor(level):
        logging.getLogger().handle(logging.LogRecord("dvc", level, __file__, 0, message, None, None))


def call(args, cwd=None, stdin=None, prints=True):
    """@param prints: a command line writes to stdout and stderr; a method only logs"""
    args = [os.fspath(arg) for arg in args]
    where = cwd or os.getcwd()
    env = {**os.environ, "PWD": os.fspath(where)}
    if os.environ.get("DVC_SUITE_TRACE"):
        sys.__stderr__.write(f"[exp dvc {' '.join(map(repr, args))}]\n")
    done = subprocess.run(
        [EXP, "dvc", *args], cwd=where, env=env, capture_output=True, timeout=110, input=stdin, check=False
    )
    out = done.stdout.decode(errors="replace")
    err = done.stderr.decode(errors="replace").replace("[y/n] ", "[y/n]\n")  # the answer is typed after it
    outcome = Outcome(args, done.returncode, out, err)
    if prints:
        # what gc counts is logged by DVC
        sys.stdout.write("".join(line for line in out.splitlines(keepends=True) if args[0] != "gc" or not COUNTED.match(line)))
    sys.stderr.write(err if prints else outcome.unlogged)
    for level, message in outcome.records:
        if level == logging.ERROR and outcome.code and not prints:
            continue  # a method raises it
        log(level, logged(message) if level == logging.ERROR else message)
    for line in outcome.lines:
        log(logging.INFO, line)
    return outcome


def check(args, cwd=None, stdin=None):
    outcome = call(args, cwd, stdin, prints=False)
    if outcome.code:
        raise error_for(outcome)
    return outcome


def main(argv=None):
    args = list(argv or [])
    typed = None
    if "--stdin" in args and hasattr(builtins.input, "side_effect"):
        typed = "".join(f"{line}\n" for line in builtins.input.side_effect if line).encode()
    return call(args, stdin=typed).code
