#!/usr/bin/env python3
r"""Fuzz `.dvcignore`: give the same folders and rules to DVC's own ignore filter and to exp, and compare.

    scripts/interop_ignore.py --exp "dist/exp" --python VENV/bin/python [--count 2000] [--seed 1]

A case is a tree of files with up to three `.dvcignore` files in it; for each path of the tree both sides say whether it
is ignored and by which rule. Prints the number of paths tried and each difference, shrunk; exits 1 when there is one.

Not compared: a `.dvcignore` in a folder whose name has characters of patterns. DVC puts that name before each pattern
as it is, so that it reads `[a]` as a class and a leading `!` as a negation. Nor `[^a]`, `\a` and `***`, of which the
versions of pathspec that DVC 3.67 takes (0.10 to 1.1) think differently; exp has what 0.12 has. Nor `//`, a rule of
nothing that only changes which of two matching rules DVC names.
"""

import json
import os
import random
import shlex
import subprocess
import sys
import tempfile

from fuzzing import conclude, fuzzer_options, report, run_lines, shrink

# ---------------------------------------------------------------- DVC's side (runs inside the venv)


def answer_as_dvc():
    """Read folders from standard input, write the lines of `dvc check-ignore --details --non-matching`."""
    from dvc.fs import LocalFileSystem
    from dvc.ignore import DvcIgnoreFilter

    for line in sys.stdin:
        case = json.loads(line)
        os.chdir(case["folder"])
        answers = []
        try:
            ignore = DvcIgnoreFilter(LocalFileSystem(), os.getcwd())
            for path in case["paths"]:
                infos = ignore.check_ignore(path).pattern_infos
                answers.append(str(infos[-1]) if infos else "::")
        except Exception as error:  # noqa: BLE001  a pattern that is no regular expression to Python
            answers = [f"! {type(error).__name__}"]
        print(json.dumps(answers), flush=True)


# ---------------------------------------------------------------- cases

NAMES = ["a", "b", "ab", "a.txt", "b.txt", "a b", "é", "build", "data", "x-y", "[a]", "a*", "#a", "!a", ".git", ".hid"]
PIECES = ["*", "**", "?", "a", "b", "ab", "a.txt", "*.txt", "[ab]", "[!a]", "[a-c]", "[]a]", "[a", "build", "data", "d*",
          "é", "a b", "\\*", "\\#a", "\\!a", ".git", "x-y", ".*", "*a*", "a?", "[[]a]", "{a,b}", "a+", "(a)", "^a", "a$", "."]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def case(self):
        files = {}
        folders = [""]
        for _ in range(self.random.randint(2, 10)):
            folder = self.pick(folders)
            name = self.pick(NAMES[:-2] if self.random.random() < 0.95 else NAMES)
            path = f"{folder}/{name}".lstrip("/")
            if path in files or path in folders:
                continue
            if self.random.random() < 0.4 and folder.count("/") < 2:
                folders.append(path)
            else:
                files[path] = ""
        ruled = [folder for folder in folders if not set(folder) & set("[*#!")]
        for folder in self.random.sample(ruled, min(len(ruled), self.pick([1, 1, 2, 3]))):
            files[f"{folder}/.dvcignore".lstrip("/")] = self.rules()
        return {"files": files, "folders": [folder for folder in folders if folder]}

    def rules(self):
        lines = [self.rule() for _ in range(self.random.randint(1, 4))]
        return self.pick(["\n", "\n", "\n", "\r\n"]).join(lines) + self.pick(["", "\n"])

    def rule(self):
        if self.random.random() < 0.05:
            return self.pick(["", "# note", "  ", "/", "!", "!#a", "\\", "a\\"])
        body = "/".join(self.pick(PIECES) for _ in range(self.pick([1, 1, 1, 2, 2, 3])))
        return (self.pick(["", "", "", "!"]) + self.pick(["", "", "/"]) + body + self.pick(["", "", "", "/", " "]))

    def pick(self, items):
        return self.random.choice(items)


def smaller(case):
    """Cases with one file, folder or rule less."""
    files, folders = case["files"], case["folders"]
    for path, text in files.items():
        yield {**case, "files": {other: files[other] for other in files if other != path}}
        lines = text.splitlines()
        for i in range(len(lines)):
            yield {**case, "files": {**files, path: "\n".join(lines[:i] + lines[i + 1 :])}}
    for folder in folders:
        if not any(path.startswith(folder + "/") for path in [*files, *folders]):
            yield {**case, "folders": [other for other in folders if other != folder]}


# ---------------------------------------------------------------- comparison


class Comparison:
    def __init__(self, exp, python):
        self.exp = exp
        self.dvc = [python, os.path.abspath(__file__), "--as-dvc"]

    def differing(self, cases):
        with tempfile.TemporaryDirectory() as top:
            places = [self.place(f"{top}/{i}", case) for i, case in enumerate(cases)]
            wanted = run_lines(self.dvc, places)
            found = []
            for case, place, dvc in zip(cases, places, wanted):
                if dvc[:1] and dvc[0].startswith("! "):
                    continue
                exp = self.ask_exp(place)
                if exp != dvc:
                    paths = place["paths"]
                    wrong = [i for i in range(len(paths)) if exp[i : i + 1] != dvc[i : i + 1]]
                    found.append((case, {"paths": [paths[i] for i in wrong[:3]], "dvc": [dvc[i] for i in wrong[:3]],
                                         "exp": [exp[i] if i < len(exp) else None for i in wrong[:3]]}))
            return found

    @staticmethod
    def place(folder, case):
        os.makedirs(f"{folder}/.dvc")
        with open(f"{folder}/.dvc/config", "w", encoding="utf-8") as config:
            config.write("[core]\n    no_scm = True\n")
        for path in case["folders"]:
            os.makedirs(f"{folder}/{path}", exist_ok=True)
        for path, text in case["files"].items():
            os.makedirs(os.path.dirname(f"{folder}/{path}"), exist_ok=True)
            with open(f"{folder}/{path}", "w", encoding="utf-8", newline="") as file:
                file.write(text)
        paths = sorted({*case["folders"], *(path for path in case["files"] if not path.endswith(".dvcignore"))})
        return {"folder": folder, "paths": paths}

    def ask_exp(self, place):
        """The rule of each path, as `RULE<tab>PATH` lines give it."""
        if not place["paths"]:
            return []
        command = [*self.exp, "dvc", "check-ignore", "--details", "--non-matching", "--", *place["paths"]]
        done = subprocess.run(command, cwd=place["folder"], capture_output=True, text=True, check=False)
        return [line.rpartition("\t")[0] for line in done.stdout.splitlines()] or [done.stderr]


def main():
    options = fuzzer_options(__doc__, 2000, "trees to try", "dvc")
    given = options.parse_args()
    if given.as_dvc:
        answer_as_dvc()
        return 0
    cases = [case for i in range(given.count) if (case := Generator(f"{given.seed}-{i}").case())["files"]]
    comparison = Comparison(shlex.split(given.exp), given.python)
    found = comparison.differing(cases)
    for case, answers in found[: given.show]:
        report(*shrink(case, answers, smaller, comparison.differing))
    paths = sum(len(case["files"]) + len(case["folders"]) for case in cases)
    print(f"trees: {len(cases)} with {paths} paths tried (seed {given.seed}), {len(found)} differ")
    return conclude(len(cases), len(found))


if __name__ == "__main__":
    sys.exit(main())
