#!/usr/bin/env python3
"""Real DVC and `exp dvc plots …` draw the same random projects, and must print the same JSON.

    scripts/interop_plots.py --exp dist/exp --python VENV/bin/python [--count 200] [--seed 1] [--record FILE]

VENV holds DVC 3.67.1. A case is a project (definitions at top level and in stages, data in Git, in the cache and
lost), a commit of it, later edits, and some lines of `plots show` and `plots diff`. Compared: exit codes, the JSON with
the order of its keys, the address of the page. `--record` keeps the cases with DVC's answers, for
tests/scenarios/plots_as_dvc_test.ts (`--count 14 --seed 3` made tests/golden/plots.jsonl).
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile

from fuzzing import conclude
from interop_pipelines import Dvc, Exp, environment, write

FIELDS = ["step", "loss", "acc", "a.b", "x[0]", "prec ision", "ünï"]
NUMBERS = [0, 1, 2, -3, 0.5, 1e-7, 1e20, 12345678901234567890]
TEXTS = ["", "cat", "dog", "1", "0.25", 'say "hi"', "a,b", "日本", "<script>"]
TEMPLATES = ["simple", "linear", "confusion", "confusion_normalized", "scatter", "scatter_jitter", "smooth",
             "bar_horizontal_sorted", "bar_horizontal", "own", "own.json"]
PIXEL = "GIF89a"
OWN = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "data": {"values": "<DVC_METRIC_DATA>"}, "mark": "line",
       "title": "<DVC_METRIC_TITLE> by me", "width": "<DVC_METRIC_PLOT_WIDTH>", "layers": [["<DVC_METRIC_X>"], "<DVC_METRIC_Y>"],
       "encoding": {"x": {"field": "<DVC_METRIC_X>"}, "y": {"field": "<DVC_METRIC_Y>"}, "color": "<DVC_METRIC_COLOR>"}}


class Author:
    """One project being written."""

    def __init__(self, rng):
        self.rng = rng
        self.files = {".dvc/config": "", ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n", ".dvc/plots/own.json": json.dumps(OWN)}

    def chance(self, share):
        return self.rng.random() < share

    def pick(self, items):
        return self.rng.choice(items)

    def case(self):
        for name in ["a.csv", "b.csv", "t.tsv", "m.json", "n.yaml", "logs/one.csv", "logs/two.json", "sub/c.csv", "sub/in/d.json"]:
            self.files[name] = self.data(name)
        self.files["p.toml"] = "".join(f"[[rows]]\nstep = {i}\nloss = {self.pick([0.5, 1e-7, 3])}\n" for i in range(2))
        self.files["p.py"] = "rows = [{'step': 0, 'loss': 0.5}, {'step': 1, 'loss': 2}]\n"
        for name in ["pics/1.png", "pics/10.jpg", "sub/p.svg"]:
            self.files[name] = PIXEL if self.chance(0.9) else ""
        outs = self.stages()
        self.files["dvc.yaml"] = json.dumps({"stages": outs, **self.top("")}, ensure_ascii=False, indent=1)
        if self.chance(0.6):
            self.files["sub/dvc.yaml"] = json.dumps(self.top("sub"), ensure_ascii=False, indent=1)
        later = {}
        for name in self.rng.sample(sorted(self.files), 4):
            if name.endswith(("csv", "tsv", "json")) and not name.startswith(".dvc"):
                later[name] = None if self.chance(0.3) else self.data(name)
        if self.chance(0.2):
            later["dvc.yaml"] = json.dumps({"stages": outs, **self.top("")}, ensure_ascii=False, indent=1)
        return {"files": self.files, "later": later, "queries": [self.query() for _ in range(3)]}

    def rows(self):
        fields = self.rng.sample(FIELDS, self.rng.randint(1, 4))
        values = NUMBERS if self.chance(0.7) else NUMBERS + TEXTS
        rows = [{field: self.pick(values) for field in fields} for _ in range(self.rng.randint(1, 4))]
        if self.chance(0.1):
            del rows[-1][fields[-1]]
        if self.chance(0.05):
            rows[-1]["more"] = 1
        return rows

    def data(self, name):
        if name.endswith((".csv", ".tsv")):
            return self.table("\t" if name.endswith(".tsv") else ",")
        if self.chance(0.06):
            return self.pick(["", "{", "[1, 2", "a: [", "\ufeff[]", "3", '"text"', "null", "[]", "{}", '{"a": []}', "[[1]]", "[1]"])
        shape = self.rng.randint(0, 4)
        tree = [self.rows(), {"log": self.rows()}, {"a": {"b": self.rows()}, "c": 3}, {"p": self.rows(), "q": self.rows()},
                {"list": [1, 2], "rows": self.rows()}][shape]
        return json.dumps(tree, ensure_ascii=self.chance(0.5))

    def table(self, delimiter):
        if self.chance(0.05):
            return self.pick(["", "\n", "a,b\n", "\n\n1,2\n", "a", "\ufeffa,b\n1,2\n"])
        rows = self.rows()
        lines = [delimiter.join(rows[0])]
        for row in rows:
            cells = [f'"{str(v).replace(chr(34), chr(34) * 2)}"' if self.chance(0.1) or "," in str(v) else str(v) for v in row.values()]
            if cells and self.chance(0.05):
                cells.append("extra")
            if cells and self.chance(0.05):
                cells.pop()
            lines.append(delimiter.join(cells))
        return self.pick(["\n", "\n", "\r\n"]).join(lines) + self.pick(["\n", ""])

    def field(self):
        return self.pick(FIELDS)

    def look(self, more=()):
        look = {}
        for name, value in [("x", self.field), ("y", self.field), ("title", lambda: self.pick(TEXTS[1:])), ("template", lambda: self.pick(TEMPLATES)),
                            ("x_label", lambda: "Ex"), ("y_label", lambda: "Why"), *more]:
            if self.chance(0.25):
                look[name] = value()
        return look

    def stages(self):
        outs = ["o.csv", "od", "oj.json"]
        self.files |= {"o.csv": self.data("o.csv"), "od/k.csv": self.data("k.csv"), "od/r.json": self.data("r.json"), "oj.json": self.data("oj.json")}
        items = []
        for out in outs:
            look = self.look([("header", lambda: self.chance(0.3))])
            if self.chance(0.4):
                look["cache"] = False
            items.append({out: look} if look else out)
        for out in ["each/0.csv", "each/1.csv", "work/w.csv"]:
            self.files[out] = self.data(out)
        each = {"foreach": [0, 1], "do": {"cmd": "true", "plots": [{"each/${item}.csv": {"cache": False, "title": "of ${item}", **self.look()}}]}}
        work = {"cmd": "true", "wdir": "work", "plots": [{"w.csv": {"cache": False, **self.look()}}]}
        self.files["params.yaml"] = "file: a.csv\nfield: loss\n"
        more = {"each": each, "work": work}
        return {"draw": {"cmd": "true", "plots": items}, **{name: more[name] for name in more if self.chance(0.4)}}

    def top(self, folder):
        here = ["a.csv", "b.csv", "t.tsv", "m.json", "n.yaml", "logs", "logs/one.csv", "pics", "gone.csv", "readme.txt", "o.csv", "od",
                ".", "p.toml", "p.py", "each/1.csv", "./b.csv", "logs/", "${file}"]
        if folder == "sub":
            here = ["c.csv", "../a.csv", "in", "in/d.json", "p.svg", "../pics"]
        plots = []
        for name in self.rng.sample(here, self.rng.randint(0, 4)):
            look = self.look()
            if folder == "" and self.chance(0.1):
                look["y"] = "${field}"
            if isinstance(look.get("y"), str) and self.chance(0.2):
                look["y"] = [look["y"], self.field()]
            plots.append({name: look} if look else name)
        files = [name for name in here if name.endswith(("csv", "json", "tsv"))]
        for name in self.rng.sample(["Curves", "My plot", "loss"], self.rng.randint(0, 2)):
            look = self.look()
            look["y"] = {file: self.field() if self.chance(0.6) else self.rng.sample(FIELDS, 2)
                         for file in self.rng.sample(files, self.rng.randint(1, 2))}
            if self.chance(0.3):
                look["x"] = {file: self.field() for file in self.rng.sample(files, self.rng.randint(1, 2))}
            plots.append({name: look})
        return {"plots": plots} if plots or self.chance(0.5) else {}

    def query(self):
        args = ["plots", self.pick(["show", "diff"]), *(["--json"] if self.chance(0.85) else [])]
        if self.chance(0.5):
            args.append("--split")
        if args[1] == "diff" and self.chance(0.4):
            args += self.pick([["HEAD"], ["main", "HEAD"], ["start"], ["workspace", "HEAD~1", "HEAD"], ["nothing"]])
        for flag, values in [("-x", FIELDS), ("-y", FIELDS), ("-t", TEMPLATES), ("--title", TEXTS[1:]), ("--x-label", ["Ex"])]:
            if self.chance(0.1):
                args += [flag, self.pick(values)]
        if self.chance(0.1):
            args.append("--no-header")
        if self.chance(0.3):
            targets = self.rng.sample(["a.csv", "logs", "Curves", "dvc.yaml::loss", "sub", "o.csv", "od", "none.csv", "m",
                                       "./logs", "./a.csv", "logs/", "sub/../logs", ".", "p.py", "each"], self.rng.randint(1, 2))
            args += [*(["--targets"] if args[1] == "diff" else []), *targets]
        elif args[1] == "diff" and self.chance(0.1):
            args.append("--targets")
        if self.chance(0.2):
            args += ["-o", "drawn"]
        return {"cwd": "sub" if self.chance(0.15) else "", "args": args}


def observe(program, case, base):
    base = os.path.realpath(base)
    root, env = f"{base}/repo", environment(base)
    os.makedirs(root)
    git = lambda *argv: subprocess.run(["git", *argv], cwd=root, env=env, check=True, capture_output=True)  # noqa: E731
    git("init", "-q", "-b", "main")
    write(root, {path: text for path, text in case["files"].items() if not path.endswith("dvc.yaml")})
    git("add", "-A", "--", ".dvc", "a.csv")
    git("commit", "-q", "-m", "start")
    git("tag", "start")
    write(root, case["files"])
    program(root, ["commit", "-f", "-q"], env)
    git("add", "-A")
    git("commit", "-q", "-m", "all")
    write(root, case["later"])
    seen = []
    for query in case["queries"]:
        code, out, err = program(f"{root}/{query['cwd']}", query["args"], env)
        printed = out.replace(base, "<base>")
        is_json = "--json" in query["args"]
        answer = {"exit": code, "json": (json.loads(printed) if is_json else printed) if code == 0 else None}
        seen.append({**answer, "said": f"{out[-300:]}{err[-500:]}"})
    return seen


def deviation(expected, got, path=""):
    """Where two values differ first; order of keys counts, words of a regular expression's error do not."""
    if type(expected) is not type(got):
        return f"{path}: {json.dumps(expected)[:300]} is {json.dumps(got)[:300]}"
    if isinstance(expected, dict):
        if list(expected) != list(got):
            return f"{path}: {list(expected)} is {list(got)}"
        return next((found for key in expected if (found := deviation(expected[key], got[key], f"{path}/{key}"))), None)
    if isinstance(expected, list):
        if len(expected) != len(got):
            return f"{path}: {json.dumps(expected)[:300]} is {json.dumps(got)[:300]}"
        return next((found for i, pair in enumerate(zip(expected, got)) if (found := deviation(*pair, f"{path}[{i}]"))), None)
    same = expected == got or (expected != expected and got != got)
    return None if same else f"{path}: {json.dumps(expected)} is {json.dumps(got)}"


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--exp", default="dist/exp")
    options.add_argument("--python", default=sys.executable, help="a Python that has DVC")
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--record", help="write the cases with DVC's answers to this file")
    choice = options.parse_args()
    dvc, exp = Dvc(choice.python), Exp(choice.exp)
    differing, recorded = 0, []
    for number in range(choice.count):
        case = Author(random.Random(f"{choice.seed}/{number}")).case()
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
            expected, got = observe(dvc, case, one), observe(exp, case, two)
        recorded.append({**case, "answers": [{"exit": answer["exit"], "json": answer["json"]} for answer in expected]})
        for query, mine, theirs in zip(case["queries"], got, expected):
            found = deviation({k: theirs[k] for k in ("exit", "json")}, {k: mine[k] for k in ("exit", "json")})
            if found:
                differing += 1
                print(f"case {number}, in '{query['cwd']}': {' '.join(query['args'])}\n  DVC's is: {found}")
                if "exit" in found.split(":")[0]:
                    print(f"  dvc: {theirs['said']}\n  exp: {mine['said']}")
    if choice.record:
        with open(choice.record, "w", encoding="utf-8") as target:
            target.write("".join(f"{json.dumps(case)}\n" for case in recorded))
    sys.exit(conclude(choice.count * 3, differing))


if __name__ == "__main__":
    main()
