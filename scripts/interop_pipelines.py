#!/usr/bin/env python3
"""Real DVC and `exp dvc` run the same random projects, and must do the same.

    scripts/interop_pipelines.py --exp dist/exp --python VENV/bin/python [--count 300] [--seed 1] [--keep FILE]

VENV holds DVC 3.67.1; this script itself needs only the standard library. Compared after each step as
tests/golden/README.md says: exit code, every file byte for byte with its mode, which stages ran, were skipped or
restored, JSON. Prints each difference with its shrunk case; exits 1 when there is one.
"""

import argparse
import json
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import tempfile

from fuzzing import conclude
from pipeline_cases import make_case

EXACT_OUTPUT = (["dag"], ["stage", "list"])


# ---------------------------------------------------------------- DVC's side: a server that forks, for its start is slow


def serve():
    """Answers {cwd, args, env} lines with {code, out, err} lines. Run with the Python that has DVC."""
    import dvc.cli  # noqa: F401
    import dvc.commands.dag  # noqa: F401
    import dvc.commands.repro  # noqa: F401
    import dvc.commands.status  # noqa: F401
    import dvc.repo.reproduce  # noqa: F401

    for line in sys.stdin:
        request = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, open(os.devnull) as nothing:
            pid = os.fork()
            if pid == 0:
                run_dvc(request, nothing, out, err)
            _, status = os.waitpid(pid, 0)
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode("utf-8", "replace"))
        print(json.dumps({"code": os.waitstatus_to_exitcode(status), "out": texts[0], "err": texts[1]}), flush=True)


def run_dvc(request, stdin, out, err):
    """In the forked child; does not return."""
    code = 70
    try:
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(request["env"])
        for descriptor, file in enumerate((stdin, out, err)):
            os.dup2(file.fileno(), descriptor)
        from dvc.cli import main

        code = main(request["args"]) or 0
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
    except BaseException as error:  # noqa: BLE001
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code & 255)


class Dvc:
    name = "dvc"

    def __init__(self, python):
        self.server = subprocess.Popen([python, __file__, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, cwd, args, env):
        print(json.dumps({"cwd": cwd, "args": args, "env": env}), file=self.server.stdin, flush=True)
        answer = json.loads(self.server.stdout.readline())
        return answer["code"], answer["out"], answer["err"]


class Exp:
    name = "exp"

    def __init__(self, program):
        self.program = os.path.abspath(program)

    def __call__(self, cwd, args, env):
        done = subprocess.run([self.program, "dvc", *args], cwd=cwd, env=env, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, check=False, errors="replace")
        return done.returncode, done.stdout, done.stderr


# ---------------------------------------------------------------- one case


def environment(base):
    env = {"PATH": os.environ["PATH"], "SHELL": "/bin/sh", "LANG": "C.UTF-8", "TZ": "UTC", "CI": "true", "DVC_NO_ANALYTICS": "1",
           "DVC_STUDIO_OFFLINE": "1", "GIT_CONFIG_NOSYSTEM": "1"}
    for who in ("AUTHOR", "COMMITTER"):
        env |= {f"GIT_{who}_NAME": "Golden", f"GIT_{who}_EMAIL": "golden@example.com", f"GIT_{who}_DATE": "2024-01-01T00:00:00+0000"}
    for key, name in (("HOME", "home"), ("DVC_SITE_CACHE_DIR", "site"), ("DVC_GLOBAL_CONFIG_DIR", "global"), ("DVC_SYSTEM_CONFIG_DIR", "system")):
        os.makedirs(f"{base}/{name}")
        env[key] = f"{base}/{name}"
    return env


def write(root, files):
    for path, text in files.items():
        place = f"{root}/{path}"
        if os.path.islink(place) or text is None:
            if os.path.lexists(place):
                os.remove(place)
        if text is not None:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            if os.path.exists(place) and not os.access(place, os.W_OK) or (os.path.exists(place) and os.stat(place).st_mode & 0o200 == 0):
                os.remove(place)
            with open(place, "w", encoding="utf-8", newline="") as target:
                target.write(text)


def snapshot(root, base):
    """Every file as text with its mode, apart from Git's and temporary ones."""
    found = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if f"{folder}/{name}" not in (f"{root}/.git", f"{root}/.dvc/tmp")]
        for name in names + [name for name in folders if os.path.islink(f"{folder}/{name}")]:
            path = f"{folder}/{name}"
            shown = os.path.relpath(path, root)
            if os.path.islink(path):
                found[shown] = "-> " + os.readlink(path).replace(base, "<base>")
                continue
            with open(path, "rb") as source:
                text = source.read().decode("utf-8", "backslashreplace")
            found[shown] = f"{stat.S_IMODE(os.lstat(path).st_mode):o} {text}".replace(base, "<base>")
    return found


def stages(out):
    """The stages that ran, were skipped and were restored; those that do not depend on each other may come in any order."""
    return [sorted(re.findall(pattern, out, re.M)) for pattern in
            (r"^Running stage '(.*)':$", r"^Stage '(.*)' didn't change, skipping$", r"^Stage '(.*)' is cached - skipping run")]


def observe(program, case, base):
    """What each step did. Stops after a failed repro: DVC may then have removed outs that exp keeps."""
    base = os.path.realpath(base)
    root, env = f"{base}/repo", environment(base)
    os.makedirs(root)
    write(root, case["files"])
    for argv in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "start"]):
        subprocess.run(["git", *argv], cwd=root, env=env, check=True)
    seen = []
    for step in case["steps"]:
        if "write" in step:
            write(root, step["write"])
        elif "sh" in step:
            subprocess.run(["/bin/sh", "-c", step["sh"]], cwd=root, env=env, check=False, capture_output=True)
        else:
            seen.append(look(program, step["run"], root, base, env))
            if seen[-1]["stop"]:
                break
        if "run" not in step:
            seen.append(None)
    return seen


def look(program, argv, root, base, env):
    code, out, err = program(root, argv, env)
    facts = {"exit": code, "files": snapshot(root, base), "stop": False}
    if argv[0] in ("repro", "commit", "checkout", "pull") and code != 0:
        # what is left behind by a command that failed half-way is no contract; what it finished is
        facts["files"] = {path: text for path, text in facts["files"].items() if path.endswith("dvc.lock")}
        facts["stop"] = True
    if argv[0] == "repro":
        facts["stages"] = stages(out)
    if "--json" in argv and code == 0:
        facts["json"] = json.loads(out.replace(base, "<base>"), object_hook=without_words) if out.strip() else None
    if code == 0 and any(argv[:len(words)] == words for words in EXACT_OUTPUT):
        facts["stdout"] = sorted(out.splitlines()) if "--dot" in argv else out
    facts["said"] = f"{out[-400:]}{err[-600:]}".replace(base, "<base>")
    return facts


def without_words(value):
    """The words of an error are each program's own."""
    return {**value, "error": "any"} if value.get("error") is not None else value


def compare(seen):
    """The first deviation of exp from DVC: (step, what, DVC's, exp's)."""
    for index, (expected, got) in enumerate(zip(*seen)):
        for key in (expected or {}):
            if key in ("said", "stop") or expected[key] == got.get(key):
                continue
            if key == "files":
                paths = sorted(path for path in expected[key].keys() | got[key].keys() if expected[key].get(path) != got[key].get(path))
                return index, f"file {paths[0]}", expected[key].get(paths[0]), got[key].get(paths[0]), expected, got
            return index, key, expected[key], got.get(key), expected, got
    return None


def differs(case, programs):
    seen = []
    for program in programs:
        with tempfile.TemporaryDirectory(prefix="exp-interop-", ignore_cleanup_errors=True) as base:
            seen.append(observe(program, case, base))
            subprocess.run(["chmod", "-R", "u+w", base], check=False)
    return compare(seen)


# ---------------------------------------------------------------- shrinking


def smaller(case):
    steps = case["steps"]
    for i in range(len(steps)):
        yield {**case, "steps": steps[:i] + steps[i + 1:]}
    for path in case["files"]:
        if not path.startswith(".dvc/"):
            yield {**case, "files": {name: text for name, text in case["files"].items() if name != path}}


def shrink(case, found, programs):
    budget = 60
    for _ in range(10):
        for candidate in smaller(case):
            budget -= 1
            if budget < 0:
                return case, found
            again = differs(candidate, programs)
            if again and again[1].split("/")[0] == found[1].split("/")[0]:
                case, found = candidate, again
                break
        else:
            return case, found
    return case, found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exp", default="dist/exp")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="a file to write the differing cases to, one JSON line each")
    parser.add_argument("--only", type=int, help="this case of the seed alone")
    parser.add_argument("--no-shrink", action="store_true")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return serve()
    programs = [Dvc(options.python), Exp(options.exp)]
    failed = 0
    for number in range(options.count) if options.only is None else [options.only]:
        case = make_case(random.Random(f"{options.seed} {number}"))
        found = differs(case, programs)
        if found is None:
            continue
        failed += 1
        if not options.no_shrink:
            case, found = shrink(case, found, programs)
        step, what, expected, got, dvc, exp = found
        print(f"difference: case {options.seed} {number} ({case['family']}), step {step} {json.dumps(case['steps'][step])}: {what}")
        print(f"  dvc: {json.dumps(expected, ensure_ascii=False)}\n  exp: {json.dumps(got, ensure_ascii=False)}")
        print(f"  dvc said: {dvc['said']!r}\n  exp said: {exp['said']!r}", flush=True)
        if options.keep:
            with open(options.keep, "a", encoding="utf-8") as target:
                target.write(json.dumps({"case": case, "number": number, "what": what}) + "\n")
    return conclude(options.count, failed)


if __name__ == "__main__":
    sys.exit(main())
