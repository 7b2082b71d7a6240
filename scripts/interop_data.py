#!/usr/bin/env python3
r"""Run the same command lines about data with DVC and with `exp dvc`, and compare what they say and what they leave.

    scripts/interop_data.py --exp dist/exp --python VENV/bin/python [--only NAME] [--count N]

A journey is a list of lines, each side walks it in a folder of its own. `> words` is a command line of DVC's: exit code
and standard output must be the same (JSON as values, lists and lines in any order, for DVC's own order is one of a hash
table), and of a failure the first line of the error. `~ words` compares the exit code alone, `! words` runs only to
prepare. Anything else is for the shell. At the end the two work trees must be the same, but for what git and .dvc/tmp
hold. --count: of the journeys only the first N.
"""

import argparse
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

from data_journeys import JOURNEYS

# ---------------------------------------------------------------- DVC's side (runs inside the venv)


def answer_as_dvc():
    """Read {"cwd", "argv"} lines from standard input, run them, write {"code", "out", "err"} lines."""
    from dvc.cli import main

    say, requests = os.fdopen(os.dup(1), "w"), os.fdopen(os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # what asks is not answered
    for line in requests:
        request = json.loads(line)
        os.chdir(request["cwd"])
        outs = [tempfile.TemporaryFile("w+") for _ in range(2)]
        saved = [os.dup(1), os.dup(2)]
        for number, out in enumerate(outs, 1):
            os.dup2(out.fileno(), number)
        sys.stdout, sys.stderr = io.TextIOWrapper(open(1, "wb", 0, closefd=False), write_through=True), sys.__stderr__
        try:
            code = main(request["argv"])
        except SystemExit as error:
            code = error.code
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for number, old in enumerate(saved, 1):
                os.dup2(old, number)
                os.close(old)
        texts = []
        for out in outs:
            out.seek(0)
            texts.append(out.read())
        say.write(json.dumps({"code": code, "out": texts[0], "err": texts[1]}) + "\n")
        say.flush()


class Dvc:
    """One DVC process that answers many command lines: starting it costs more than most of them."""

    def __init__(self, python, env):
        argv = [python, os.path.abspath(__file__), "--answer-as-dvc"]
        self.process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)

    def run(self, folder, argv):
        self.process.stdin.write(json.dumps({"cwd": folder, "argv": argv}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class Exp:
    def __init__(self, program, env):
        self.program, self.env = [*shlex.split(program), "dvc"], env

    def run(self, folder, argv):
        done = subprocess.run([*self.program, *argv], cwd=folder, env=self.env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return {"code": done.returncode, "out": done.stdout, "err": done.stderr}


# ---------------------------------------------------------------- comparing


def plain(value):
    """JSON without the order of its lists, which is that of a hash table where DVC makes them."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted((plain(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value


def said(answer, root):
    """What counts of an answer."""
    out = re.sub(r"\x1b\[\d*m", "", answer["out"]).replace(root, "ROOT")
    out = re.sub(re.escape(os.path.dirname(os.path.dirname(root))) + "/(home-)?(dvc|exp)", r"AROUND/\1", out)
    try:
        return plain(json.loads(out))
    except ValueError:
        return sorted(" ".join(sorted(line.split())) if line.startswith("\tgit add ") else line.rstrip() for line in out.splitlines())


def first_error(answer, root):
    lines = [line for line in answer["err"].replace(root, "ROOT").splitlines() if line.startswith("ERROR: ")]
    return re.sub(r"unexpected error - ", "", lines[0]) if lines else ""


def left_behind(folder):
    """Each file of a work tree with its content; the cache by the names of its objects."""
    found = {}
    for base, folders, files in os.walk(folder):
        inner = os.path.relpath(base, folder)
        folders[:] = [name for name in folders if name != ".git" and not (inner == ".dvc" and name == "tmp")]
        for name in files:
            path = os.path.normpath(os.path.join(inner, name))
            if name.startswith(".") and name.endswith(".tmp"):
                continue
            whole = os.path.join(folder, path)
            is_object = "/cache/" in f"/{path}" or path.startswith("remote")
            found[path] = "" if is_object or not os.path.exists(whole) else open(whole, encoding="utf-8").read()
        for name in folders:
            if not os.listdir(os.path.join(base, name)):
                found[os.path.normpath(os.path.join(inner, name)) + "/"] = ""
    found.pop(".dvc/.gitignore", None)
    return found


def walk(name, text, sides, scratch, env):
    """What each side says and leaves in one journey: [what it is about, DVC's, exp's], those that are equal, too."""
    told = []
    roots = []
    for side in sides:
        root = os.path.join(scratch, side, name)
        os.makedirs(root)
        roots.append(root)
        prepare = "git init -q -b main . && mkdir .dvc && touch .dvc/config .dvcignore && "
        prepare += "printf '/config.local\\n/tmp\\n/cache\\n' >.dvc/.gitignore && git add -A && git commit -q -m 0"
        subprocess.run(["sh", "-c", prepare], cwd=root, env=env, check=True)
    for number, line in enumerate(filter(None, (line.strip() for line in text.splitlines())), 1):
        if line[0] not in ">~!":
            for root in roots:
                subprocess.run(["sh", "-ec", line], cwd=root, env=env, check=True)
            continue
        folder, _, words = line[1:].rpartition("@ ")
        argv = shlex.split(words)
        answers = [side.run(os.path.normpath(os.path.join(root, folder.strip())), argv) for side, root in zip(sides.values(), roots)]
        if line[0] == "!":
            continue
        facts = [[each["code"]] for each in answers]
        if line[0] == ">":
            facts = [[each["code"], said(each, root), first_error(each, root)] for each, root in zip(answers, roots)]
        told.append([f"{name} {number}: {line}", *facts])
    trees = [left_behind(root) for root in roots]
    for path in sorted({*trees[0], *trees[1]}):
        told.append([f"{name}: {path} is left as", *(repr(tree.get(path)) for tree in trees)])
    return told


def compare(name, text, sides, scratch, env):
    """The differences of one journey, and how much it compared. DVC is asked again where it differs, and believed the
    second time when exp says the same as before: DVC has been seen to count what it pushes in two ways."""
    first = walk(name, text, sides, scratch, env)
    differing = {about: [theirs, ours] for about, theirs, ours in first if theirs != ours}
    if not differing:
        return [], len(first)
    second = {about: [theirs, ours] for about, theirs, ours in walk(name, text, sides, f"{scratch}/again", env)}
    differences = []
    for about, (theirs, ours) in differing.items():
        if second.get(about) == [ours, ours]:
            print(f"NOT STEADY: {about}\n  dvc: {show(theirs)}, then {show(ours)}")
        else:
            differences.append(f"{about}\n  dvc: {show(theirs)}\n  exp: {show(ours)}")
    return differences, len(first)


def show(fact):
    return json.dumps(fact, ensure_ascii=False)


def main(journeys, more_env=None):
    """Walks journeys, and ends the program with 1 when the two sides differ."""
    parser = argparse.ArgumentParser()
    for option in ("--exp", "--python", "--only"):
        parser.add_argument(option)
    parser.add_argument("--count", type=int, default=len(journeys))
    options = parser.parse_args()
    scratch = tempfile.mkdtemp()
    env = {
        **os.environ, "HOME": scratch, "NO_COLOR": "1", "DVC_NO_ANALYTICS": "1", "DVC_SITE_CACHE_DIR": f"{scratch}/site",
        "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "a@b",
        **(more_env or {}),
    }
    homes = {side: {**env, "HOME": os.path.join(scratch, f"home-{side}")} for side in ("dvc", "exp")}
    for home in homes.values():
        os.makedirs(home["HOME"])
    sides = {"dvc": Dvc(options.python, homes["dvc"]), "exp": Exp(os.path.abspath(options.exp), homes["exp"])}
    passed, failures = 0, []
    try:
        for name, text in list(journeys.items())[: options.count]:
            if options.only and options.only != name:
                continue
            differences, compared = compare(name, text, sides, scratch, env)
            failures += differences
            passed += compared - len(differences)
    finally:
        sides["dvc"].process.stdin.close()
        shutil.rmtree(scratch, ignore_errors=True)
    print("\n".join(failures))
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    if "--answer-as-dvc" in sys.argv:
        sys.path.pop(0)
        answer_as_dvc()
    else:
        main(JOURNEYS)
