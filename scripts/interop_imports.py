#!/usr/bin/env python3
"""Real DVC and `exp dvc` import, update, get and list the same sources, and must do the same.

    scripts/interop_imports.py --exp dist/exp --python VENV/bin/python [--count N] [--keep]

VENV holds DVC 3.67.1; this script itself needs only the standard library. Each journey below is walked twice, in the
same folder with the same commits; compared after each line: exit code, standard output (the files after `git add` in any
order), and every file of the repository, byte for byte. Prints each difference; exits 1 when there is one.

Not compared: standard error; the order of `list-url`, which is the disk's, and of `update`, which DVC keeps in a set.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

from fuzzing import conclude

SOURCE = """
git init -q -b main
dvc init -q
dvc remote add -q -d store ../remote
mkdir -p data/sub code
echo one >data/a; echo two >data/sub/b; echo file >one; echo py >code/x.py; echo run >code/run.sh; chmod +x code/run.sh
dvc add -q data one
printf 'stages:\\n  train:\\n    cmd: mkdir -p out && echo m >out/model && echo 1 >metrics.json\\n    deps: [one]\\n' >dvc.yaml
printf '    outs: [out]\\n    metrics: [metrics.json: {cache: false}]\\n' >>dvc.yaml
printf 'artifacts:\\n  best:\\n    path: out/model\\n    type: model\\n  whole:\\n    path: data\\n' >>dvc.yaml
dvc repro -q
git add -A; git commit -q -m one; git tag v1; git tag -a -m x best@v1.0.0; git tag -a -m x 'best#prod#1'
dvc push -q
echo three >data/c; echo file2 >one; dvc add -q data one; dvc repro -q
git add -A; git commit -q -m two; git tag -a -m second v2; git tag -a -m x best@v1.10.0; git tag -a -m x best@v1.9.0 v1
git branch side v1
dvc push -q
"""

MORE = "cd ../source && echo more >data/d && echo py2 >code/x.py && dvc add -q data && git commit -q -a -m more && dvc push -q"

# `$ ` a line of the shell; all else goes to DVC, and to exp. `~ ` is not compared: the checksum that DVC writes after an
# update without data is that of the record before, so that its own status calls it changed.
JOURNEYS = {
    "import": """
        import ../source data
        import ../source data/sub
        import ../source data/sub/b
        import ../source one --rev v1 -o first
        import ../source one --rev v2 -o second
        import ../source one --rev side -o third
        import ../source code
        import ../source code/x.py
        import ../source code/run.sh
        import ../source out
        import ../source metrics.json
        import ../source nope
        import ../source one --rev nope
        import ../nowhere one
        import ../source one
        import ../source one
        import ../source one -f
        import ../source one -f --no-download
        import ../source one -o later --no-exec
        import ../source one -o nowhere/x
        import ../source one -o code
        import ../source one -o ../outside
        import ../source one -o withr --remote store
        import ../source one -o withc --remote-config jobs=2
        import ../source one -o withb --remote store --remote-config jobs=2 verify=true
        import ../source one -o nor --remote nope
        import ../plain d
        import ../plain h.txt --rev HEAD
        import ../plain d/g.txt -o g -j 2
        import . own
        status
        status --json
    """,
    "update": """
        import ../source data
        import ../source one --rev v1
        import ../source code/x.py --no-download
        status
        update data.dvc
        update one.dvc x.py.dvc
        $ """ + MORE + """
        status
        status --json
        update data.dvc
        update one.dvc
        update one.dvc --rev v2
        update one.dvc --rev nope
        update data.dvc --to-remote
        update data.dvc -r store
        update nope.dvc
        $ echo x >own
        add own
        update own.dvc
        $ cd ../source && git commit -q --allow-empty -m none
        ~ update data.dvc --no-download
        update data.dvc
        freeze data.dvc
        unfreeze data.dvc
        push
        remote add -d mine ../mine
        push
        status -c
    """,
    "pull": """
        import ../source data
        import ../source one
        $ rm -rf .dvc/cache data one
        fetch
        checkout
        $ rm -rf .dvc/cache data one
        pull data
        pull
        pull
    """,
    "url": """
        import-url ../outside/f
        import-url ../outside/d
        import-url ../outside/d renamed
        import-url ../outside/nope
        $ echo 5 >own
        import-url own copy
        import-url ../outside/f later --no-download
        import-url ../outside/f undone --no-exec
        import-url ../outside/f aware --version-aware
        import-url ../outside/f
        import-url ../outside/f -f
        import-url ../outside/f nowhere/x
        import-url ../outside/f f.dvc
        import-url ../outside/f ../elsewhere
        remote add -d mine ../mine
        import-url ../outside/d far --to-remote
        import-url ../outside/d far2 --to-remote --no-exec
        import-url ../outside/d far3 -r mine
        import-url remote://mine/files/md5/26 objects
        $ echo 22 >>../outside/d/a
        update d.dvc
        update f.dvc
        update later.dvc
        unfreeze renamed.dvc
        status renamed.dvc
        repro renamed.dvc
    """,
    "get": """
        get ../source data
        get ../source one -o f
        get ../source one -o f
        get ../source one -o f -f --rev v1
        get ../source one --rev nope -o x
        get ../nowhere one
        get ../source nope
        get ../source out
        get ../source metrics.json
        get ../source data.dvc
        get ../source . -o all
        get ../source . -o first --rev v1
        get ../source one -o deep/down/x
        get ../source one --remote nope -o y
        get ../source data -o data
        get ../plain d
        get ../source data/sub/b --show-url
        get ../source data --show-url
        get ../source code/x.py --show-url
        get ../source nope --show-url
        get-url ../outside/d
        get-url ../outside/f
        get-url ../outside/f
        get-url ../outside/f -f
        get-url ../outside/nope
        get-url ../outside/f very/deep
        get-url ../outside/d data
    """,
    "registry": """
        artifacts get ../source best
        artifacts get ../source best --rev v1.0.0 -o first
        artifacts get ../source best --stage prod -o prod
        artifacts get ../source best --rev v9.0.0 -o none
        artifacts get ../source nope
        artifacts get ../source whole
        dataset add a --dvc ../source
        dataset add b --dvc ../source --path data --rev v1
        dataset add a --dvc ../source
        dataset add c --dvc ../source --rev nope
        dataset add c --url x --rev v1
        dataset update a
        dataset update nope
        ds update b --rev v2
    """,
    "list": """
        list ../source
        list ../source -R
        list ../source data
        list ../source data -R
        list ../source data/a
        list ../source nope
        list ../source --dvc-only
        list ../source -R --dvc-only
        list ../source code --json
        list ../source -R --json
        list ../source --rev v1 --json
        list ../source data/sub --rev v1 --json
        list ../source -R --size
        list ../source --show-hash
        list ../source -R --size --show-hash
        list ../source -T
        list ../source -T -L 1
        list ../source data -T
        list ../source -T --dvc-only --show-hash
        list ../source -R -L 2
        list ../source --rev side -R
        list ../source --rev nope
        list ../nowhere
        list ../plain -R
        list ../source -T --json
        list-url ../outside
        list-url ../outside -R
        list-url ../outside -T
        list-url ../outside -T -L 1
        list-url ../outside/nope
    """,
}


class Side:
    """One of the two programs, with the folders that a journey needs."""

    def __init__(self, program, prepared, work, env):
        self.program, self.prepared, self.work, self.env = program, prepared, work, env

    def walk(self, lines):
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.prepared, self.work, symlinks=True)
        return [self.step(line) for line in lines]

    def step(self, line):
        repo = f"{self.work}/repo"
        is_shell = line.startswith("$ ")
        words = line.removeprefix("~ ").split()
        command = ["sh", "-c", line[2:]] if is_shell else [*self.program, *words]
        done = subprocess.run(command, cwd=repo, env=self.env, capture_output=True, text=True, check=False)
        if is_shell or line.startswith("~ "):
            return None
        return {"code": done.returncode, "stdout": settled(line, done.stdout), **snapshot(repo)}


def settled(line, text):
    """What is the same in any order is put into one."""
    if line.startswith("update") or line.startswith("list-url") and "-T" not in line:
        return "\n".join(sorted(text.splitlines()))
    files = re.compile(r"(?m)^\tgit add (.*)$")
    return files.sub(lambda match: "\tgit add " + " ".join(sorted(match[1].split(" "))), text)


def snapshot(repo):
    files = {}
    for folder, folders, names in os.walk(repo):
        folders[:] = sorted(name for name in folders if name not in {".git", "tmp", "cache"})
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                files[os.path.relpath(path, repo)] = file.read().decode(errors="replace")
    return files


def prepare(folder, dvc, env):
    """A source with data, a repository of Git alone, files beside them, and the repository that imports."""
    for name in ["source", "plain/d", "outside/d/s", "repo"]:
        os.makedirs(f"{folder}/{name}")
    for path, text in {"plain/d/g.txt": "g\n", "plain/h.txt": "h\n", "outside/f": "1\n", "outside/d/a": "2\n",
                       "outside/d/s/b": "3\n"}.items():
        with open(f"{folder}/{path}", "w") as file:
            file.write(text)
    shell = f'dvc() {{ "{dvc}" "$@"; }}\nset -e\n'
    for name, script in {
        "source": SOURCE,
        "plain": "git init -q -b main; git add -A; git commit -q -m plain",
        "repo": "git init -q -b main; dvc init -q; git add -A; git commit -q -m init",
    }.items():
        subprocess.run(["sh", "-c", shell + script], cwd=f"{folder}/{name}", env=env, check=True)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--exp", default="exp", help="exp, or a command line")
    options.add_argument("--python", default=sys.executable, help="a Python that has DVC")
    options.add_argument("--count", type=int, default=1000, help="lines of each journey at most")
    options.add_argument("--journey", choices=JOURNEYS, help="only this one")
    options.add_argument("--keep", action="store_true", help="leave the folders")
    given = options.parse_args()
    scratch = os.path.realpath(tempfile.mkdtemp(prefix="exp-imports-"))
    dvc = os.path.join(os.path.dirname(given.python), "dvc")
    os.makedirs(f"{scratch}/home")
    os.makedirs(f"{scratch}/bin")
    os.symlink(dvc, f"{scratch}/bin/dvc")
    date = "2024-01-01T00:00:00+0000"
    who = {f"GIT_{role}_{what}": value for role in ["AUTHOR", "COMMITTER"]
           for what, value in {"NAME": "a", "EMAIL": "a@b", "DATE": date}.items()}
    env = {"PATH": f"{scratch}/bin:/usr/local/bin:/usr/bin:/bin", "HOME": f"{scratch}/home", "DVC_NO_ANALYTICS": "1",
           "DVC_SITE_CACHE_DIR": f"{scratch}/site", "LANG": "C.UTF-8", "NO_COLOR": "1", "TZ": "UTC", **who}
    tried = differing = 0
    try:
        prepare(f"{scratch}/prepared", dvc, env)
        for name, text in JOURNEYS.items():
            if given.journey not in (None, name):
                continue
            lines = [line.strip() for line in text.strip().splitlines()][:given.count]
            sides = [Side(program, f"{scratch}/prepared", f"{scratch}/work", env).walk(lines)
                     for program in ([dvc], [*given.exp.split(), "dvc"])]
            for line, theirs, ours in zip(lines, *sides):
                if theirs is None:
                    continue
                tried += 1
                if theirs == ours:
                    continue
                differing += 1
                print(f"difference: {name}: dvc {line}")
                for key in sorted({**theirs, **ours}):
                    if theirs.get(key) != ours.get(key):
                        print(f"  {key}\n    dvc: {theirs.get(key)!r}\n    exp: {ours.get(key)!r}")
    finally:
        if given.keep:
            print(f"kept: {scratch}")
        else:
            shutil.rmtree(scratch, ignore_errors=True)
    return conclude(tried, differing)


if __name__ == "__main__":
    sys.exit(main())
