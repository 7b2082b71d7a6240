#!/usr/bin/env python3
"""Fuzz overrides on params files: give random YAML, JSON, TOML and Python files to DVC and to exp, and compare.

    scripts/interop_apply.py --exp "dist/exp" --python VENV/bin/python [--count 2000] [--seed 1] [--format yaml]

VENV holds DVC 3.67.1 and hydra-core 1.3; this script itself needs only the standard library. What must hold:

- exp's file, read by DVC's own readers, holds the same data as DVC's file. `${...}` may stay in exp's: it is compared
  by its value. In Python files, where DVC changes little, the data must be what the overrides ask for;
- where DVC refuses an override, exp fails with the same classes; a failure of DVC's writer may be a success;
- the lines of the top-level keys that no override names are still there, byte for byte, and one changed value is
  one changed line.

Prints the number tried and each difference with its shrunk input; exits 1 when there is one.
"""

import json
import random
import re
import shlex
import sys

from fuzzing import conclude, fuzzer_options, report, run_lines, shrink

SUFFIXES = {"yaml": "p.yaml", "json": "p.json", "toml": "p.toml", "python": "p.py"}


# ---------------------------------------------------------------- DVC's side (runs inside the venv)


def answer_as_dvc():
    """Read cases (with exp's answers) from standard input; write DVC's answers and both files' data."""
    import copy
    import datetime
    import os
    import tempfile
    import warnings
    from pathlib import Path

    from dvc.utils.collections import to_omegaconf
    from dvc.utils.hydra import apply_overrides, to_hydra_overrides
    from dvc.utils.serialize import LOADERS
    from hydra._internal.config_loader_impl import ConfigLoaderImpl
    from omegaconf import OmegaConf

    warnings.simplefilter("ignore")

    def plain(data):
        """Data as JSON in which 1, 1.0, true and "1" differ, and tuples do not differ from lists."""
        if isinstance(data, dict):
            return {"map": sorted([json.dumps(plain(key)), plain(value)] for key, value in data.items())}
        if isinstance(data, (list, tuple)):
            return [plain(item) for item in data]
        if data is None or isinstance(data, bool):
            return data
        if isinstance(data, int):
            return f"int {int(data)}"
        if isinstance(data, float):
            return f"float {float(data)!r}"
        if isinstance(data, (datetime.date, datetime.datetime, datetime.time)):
            return f"time {data.isoformat()}"
        return f"text {data}"

    def load(file, text):
        Path(file).write_bytes(text.encode())
        return LOADERS[Path(file).suffix](file)

    def resolved(data):
        if "${" not in str(data):
            return data
        config = OmegaConf.create(to_omegaconf(data), flags={"allow_objects": True})
        return OmegaConf.to_container(config, resolve=True)

    def intended(case):
        """What the overrides ask for, whatever DVC can write."""
        data = {} if case["before"] is None else load(case["file"], case["before"])
        config = OmegaConf.create(to_omegaconf(copy.deepcopy(data)), flags={"allow_objects": True})
        OmegaConf.set_struct(config, True)
        ConfigLoaderImpl._apply_overrides_to_config(to_hydra_overrides(case["overrides"]), config)
        return OmegaConf.to_object(config)

    def attempt(make):
        try:
            return plain(make())
        except Exception as error:  # noqa: BLE001
            return {"unreadable": f"{type(error).__name__}: {error}"[:200]}

    def answer(case, after):
        out = {}
        file = case["file"]
        Path(file).unlink(missing_ok=True)
        if case["before"] is not None:
            Path(file).write_bytes(case["before"].encode())
        try:
            apply_overrides(file, case["overrides"])
            out["after"] = Path(file).read_bytes().decode()
            out["data"] = attempt(lambda: LOADERS[Path(file).suffix](file))
        except Exception as error:  # noqa: BLE001
            out["error_class"] = type(error).__name__
            out["error"] = str(error).split("\n")[0]
            if error.__cause__ is not None:
                out["cause_class"] = type(error.__cause__).__name__
                out["cause"] = str(error.__cause__).split("\n")[0]
        if after is not None:
            out["exp_data"] = attempt(lambda: resolved(load(file, after)))
            out["intended"] = attempt(lambda: intended(case))
        return out

    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for line in sys.stdin:
            given = json.loads(line)
            print(json.dumps(answer(given["case"], given["after"])), flush=True)


# ---------------------------------------------------------------- comparing


class Comparison:
    def __init__(self, exp, python):
        self.exp = exp
        self.dvc = [python, __file__, "--as-dvc"]

    def differing(self, cases):
        """The cases on which the two disagree, with what differs and both answers."""
        if not cases:
            return []
        inputs = [{key: case[key] for key in ("file", "before", "overrides")} for case in cases]
        ours = run_lines([*self.exp, "hydra", "apply", "--jsonl"], inputs)
        pairs = [{"case": case, "after": our.get("after")} for case, our in zip(inputs, ours)]
        theirs = run_lines(self.dvc, pairs)
        found = []
        for case, our, their in zip(cases, ours, theirs):
            reason = judge(case, our, their)
            if reason is not None:
                found.append((case, {"differs": reason, "exp": our, "dvc": their}))
        return found


SWEEP_OBJECT = r"(range|interval|glob)\("

#: Classes of failures of DVC's writers, and of its own mistakes: exp may do better.
CARELESS = {"ConvertError", "KeyError", "RepresenterError", "AssertionError", "PythonFileCorruptedError"}


def judge(case, our, their):
    """What is wrong, or None."""
    refused = their.get("error_class")
    if refused and re.search(r"Sweep\(|Glob\(", str(their.get("intended"))) or re.search(SWEEP_OBJECT, str(case["overrides"])) and "after" not in our:
        return None  # an object in the data, which DVC's parts take for this or that
    if "after" not in our:
        if refused is None:  # DVC's writer leaves what a Python file cannot hold silently out
            return None if our["error_class"] == "PythonFileCorruptedError" else "refused"
        if (our["error_class"], our.get("cause_class")) != (refused, their.get("cause_class")):
            unreadable = our["error_class"] == refused and "FileCorrupted" in refused
            careless = {our["error_class"], refused} <= CARELESS
            return None if unreadable or careless else "class"
        return None
    if refused is not None and refused not in CARELESS:
        return "accepted"
    accepted = [their["intended"]] if refused or case["file"].endswith(".py") else [their["data"]]
    if "unreadable" in accepted[0] or case["file"].endswith(".toml"):  # DVC loses dotted keys of TOML
        accepted.append(their["intended"])
    if their["exp_data"] not in accepted:
        return "data"
    return lost_line(case, our["after"]) or more_lines(case, our["after"])


def lost_line(case, after):
    """The first line that stood below a key that no override names, and is gone."""
    touched = {text.lstrip("+~").split("=")[0].split(".")[0] for text in case["overrides"]}
    rest = after
    for key, chunk in case.get("chunks", []):
        if key in touched:
            continue
        at = rest.find(chunk.rstrip(",\r\n"))
        if at < 0:
            return f"lost {chunk!r}"
        rest = rest[at:]
    return None


def more_lines(case, after):
    """Whether more lines changed than overrides can have touched, where the lines still stand side by side."""
    before, now = (case["before"] or "").splitlines(), after.splitlines()
    changed = sum(old != new for old, new in zip(before, now))
    is_plain = len(case["overrides"]) == 1 and case["overrides"][0][:1] not in "+~" and not re.search(r"[*|>]", case["before"] or "")
    if is_plain and case["file"].endswith((".yaml", ".json")) and len(before) == len(now) and changed > 1:
        return f"changed {changed} lines"
    return None


def differing_alike(comparison, reason):
    """Like `comparison.differing`, for differences of the same kind only."""
    return lambda cases: [item for item in comparison.differing(cases) if item[1]["differs"].split(" ")[0] == reason.split(" ")[0]]


def smaller(case):
    """The case with one override, chunk or piece of a line less."""
    for i in range(len(case["overrides"])):
        yield {**case, "overrides": case["overrides"][:i] + case["overrides"][i + 1 :]}
    for i, text in enumerate(case["overrides"]):
        for size in (8, 3, 1):
            for at in range(0, len(text) - size + 1):
                yield {**case, "overrides": [*case["overrides"][:i], text[:at] + text[at + size :], *case["overrides"][i + 1 :]]}
    lines = (case["before"] or "").splitlines(keepends=True)
    for size in (4, 2, 1):
        for i in range(0, len(lines) - size + 1):
            text = "".join(lines[:i] + lines[i + size :])
            chunks = [[key, chunk] for key, chunk in case.get("chunks", []) if chunk in text]
            yield {**case, "before": text, "chunks": chunks}


# ---------------------------------------------------------------- overrides


VALUES = ["1", "0", "-3", "2.5", "1e3", "1e-07", "true", "null", "text", "a b", "'q'", '"d q"', "'1'", "'true'", "'null'", "",
          "''", "yes", "12:30", "2020-01-01", "'2020-01-01'", "[1,2]", "[]", "[a,[b,null]]", "{}", "{x: 1}", "{x: {y: [1]}}",
          "[{x: 1}]", "0x1F", "007", "1_000", "'# c'", "'a: b'", "'- x'", "'it\\'s'", '"a\\"b"', "inf", "nan", "-inf", "1e16",
          "'é日'", "'tab\tx'", "'a\nb'", "x-y", "~", "'???'", "???", "/p/q.txt", "a\\,b", "9007199254740993", "' lead'", "'trail '",
          "'a\\\\b'", "'%x'", "'&a'", "'{a}'", "-0.0", "'" + "word " * 20 + "end'"]
ODD_VALUES = ["${a}", "${a.b}", "${nope}", "1,2", "choice(1,2)", "range(3)", "interval(0,1)", "glob(*)", "[", "{a}", "x=y", "'a' ",
              "int(3.5)", "str(1)", "sort(3,1,2)", "[choice(1,2)]", "shuffle([1])", "tag(log,interval(0,1))", "float(3)", "bool(true)"]


class Overrides:
    """Random overrides for a file whose key paths are known."""

    def __init__(self, rng, paths, odd):
        self.random = rng
        self.paths = paths
        self.odd = odd

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, probability):
        return self.random.random() < probability

    def key(self):
        if not self.paths or self.chance(0.15):
            key = self.pick(["new", "a.new", "n.e.w", "l.0", "a", "b.c", "a.b.c.d", "x.1"])
        else:
            key = self.pick(self.paths)
            if self.chance(0.15):
                key += "." + self.pick(["new", "0", "1", "7", "x", "n.m"])
        return key

    def value(self):
        return self.pick(ODD_VALUES if self.chance(self.odd) else VALUES)

    def one(self):
        prefix = self.pick(["", "", "", "", "+", "++", "~"])
        if prefix == "~":
            return f"~{self.key()}" + (f"={self.value()}" if self.chance(0.2) else "")
        if self.chance(0.005):
            return f"{self.key()}@pkg=1"
        return f"{prefix}{self.key()}={self.value()}"

    def some(self):
        return [self.one() for _ in range(self.pick([1, 1, 1, 1, 2, 3]))]


# ---------------------------------------------------------------- files


class Generator:
    """Random data and random spellings of it."""

    KEYS = ["a", "b", "c", "lr", "x_1", "k-2", "train", "opt", "n", "m"]

    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, probability):
        return self.random.random() < probability

    def case(self, kind):
        chunks, paths = getattr(self, kind)()
        before = "".join(chunk for _, chunk in chunks)
        if kind == "yaml" and self.chance(0.07):
            chunks = [[key, chunk.replace("\n", "\r\n")] for key, chunk in chunks]
            before = before.replace("\n", "\r\n")
        if self.chance(0.02):
            before, chunks, paths = self.pick([None, "", "\n", "# only\n" if kind != "json" else "{}"]), [], []
        odd = 0.15 if self.chance(0.3) else 0.0
        overrides = Overrides(self.random, paths, odd).some()
        file = SUFFIXES[kind]
        return {"file": file, "before": before, "overrides": overrides, "chunks": [pair for pair in chunks if pair[0]]}

    def keys(self, most):
        return self.random.sample(self.KEYS, self.random.randint(1, most))

    def comment(self):
        return self.pick(["  # note", " # x: 1", " #"]) if self.chance(0.2) else ""

    # YAML

    YAML_SCALARS = ["1", "0", "-3", "0x1F", "0o17", "017", "1_000", "1.5", "1.50", "1e-3", "1e3", ".5", ".inf", "-.INF", ".nan", "true", "False",
                    "null", "~", "", "text", "two words", "yes", "off", "'single'", '"double"', "'it''s'", '"a\\nb"', "2020-01-01", "12:30", "'1'",
                    "2020-01-01T10:00:00", "é", "a#b", "x: y".replace(": ", ":"), "/path/to", "'???'", "-x", "*.py".replace("*", "s*")]
    YAML_FLOW = ["1", "2.5", "x", "'q'", '"d"', "true", "null", "-3", "a b"]

    def yaml(self):
        self.anchors, self.count, self.with_links = [], 0, self.chance(0.12)
        self.step, self.dash = self.pick([2, 2, 2, 4, 3]), self.pick([0, 0, 2])
        chunks, paths = [], []
        if self.chance(0.15):
            chunks.append(["", self.pick(["# head\n", "\n", "---\n", "# head\n---\n", "%YAML 1.2\n---\n"])])
        for key in self.keys(5):
            lines = self.yaml_pair(key, 0, key, paths)
            if self.chance(0.1):
                lines.insert(0, self.pick(["", "# about\n".strip()]))
            chunks.append(["" if self.linked else key, "".join(line + "\n" for line in lines)])
        if self.chance(0.05):
            chunks.append(["", self.pick(["...\n", "# end\n", "\n\n"])])
        elif self.chance(0.1):
            chunks[-1][1] = chunks[-1][1].rstrip("\n")
        return chunks, paths

    def yaml_pair(self, key, depth, path, paths):
        self.linked = False if depth == 0 else self.linked
        paths.append(path)
        quoted = self.pick(["'%s'", '"%s"']) % key if self.chance(0.05) else key
        start = " " * (self.step * depth) + quoted + ":"
        roll = self.random.random()
        if roll < 0.22 and depth < 3:
            name = self.anchor()
            lines = [start + name + self.comment(), *self.yaml_map(depth + 1, path, paths)]
            self.note_anchor(name, "map")
            return lines
        if roll < 0.38 and depth < 3:
            name = self.anchor()
            lines = [start + name + self.comment(), *self.yaml_list(depth, path, paths)]
            self.note_anchor(name, "list")
            return lines
        if roll < 0.5:
            return [start + " " + self.yaml_flow(path, paths, 0) + self.comment()]
        if roll < 0.56:
            indent = " " * (self.step * (depth + 1))
            return [start + " " + self.pick(["|", ">", "|-", ">-", "|+"]), indent + "line one", indent + "line two"]
        if roll < 0.6 and self.anchors and self.with_links:
            self.linked = True
            return [start + " *" + self.pick(self.anchors)[0] + self.comment()]
        if roll < 0.64 and self.with_links:
            name = self.anchor()
            self.note_anchor(name, "scalar")
            return [start + name + " " + self.pick(["1", "text", "'q'"]) + self.comment()]
        if roll < 0.67 and self.with_links:
            self.linked = True
            return [start + " " + self.pick(["${a}", "pre ${b} post", "'${n}'", '"${lr}"', "\\${a}", "'${c.lr}'"]) + self.comment()]
        return [start + " " + self.pick(self.YAML_SCALARS) + self.comment()]

    def anchor(self):
        if not self.with_links or self.chance(0.6):
            return ""
        self.count += 1
        self.linked = True
        return f" &n{self.count}"

    def note_anchor(self, name, kind):
        """From here on an alias may follow; not inside of the anchored value itself."""
        if name:
            self.anchors.append((name[2:], kind))

    def yaml_map(self, depth, path, paths):
        lines = []
        maps = [name for name, kind in self.anchors if kind == "map"]
        if maps and self.chance(0.4):
            self.linked = True
            lines.append(" " * (self.step * depth) + "<<: *" + self.pick(maps))
        for key in self.keys(3):
            lines += self.yaml_pair(key, depth, f"{path}.{key}", paths)
            if self.chance(0.05):
                lines.append(self.pick(["", " " * (self.step * depth) + "# inner"]))
        return lines

    def yaml_list(self, depth, path, paths):
        lines = []
        indent = " " * (self.step * depth + self.dash)
        for index in range(self.random.randint(1, 3)):
            here = f"{path}.{index}"
            paths.append(here)
            roll = self.random.random()
            if roll < 0.6:
                lines.append(f"{indent}- {self.pick(self.YAML_SCALARS)}{self.comment()}")
            elif roll < 0.75:
                lines.append(f"{indent}- {self.yaml_flow(here, paths, 1)}{self.comment()}")
            else:
                for number, key in enumerate(self.keys(2)):
                    paths.append(f"{here}.{key}")
                    lines.append(f"{indent}{'-' if number == 0 else ' '} {key}: {self.pick(self.YAML_SCALARS)}{self.comment()}")
        if self.chance(0.05):
            lines.insert(-1, indent + "# between" if lines[-1].startswith(indent + "-") else "")
        return lines

    def yaml_flow(self, path, paths, depth):
        if self.chance(0.5):
            items = []
            for index in range(self.random.randint(0, 3)):
                paths.append(f"{path}.{index}")
                nested = depth < 2 and self.chance(0.15)
                items.append(self.yaml_flow(f"{path}.{index}", paths, depth + 1) if nested else self.pick(self.YAML_FLOW))
            return "[" + self.pick([", ", ",", " , "]).join(items) + "]"
        items = []
        for key in self.keys(2):
            paths.append(f"{path}.{key}")
            nested = depth < 2 and self.chance(0.2)
            items.append(f"{key}: " + (self.yaml_flow(f"{path}.{key}", paths, depth + 1) if nested else self.pick(self.YAML_FLOW)))
        return self.pick(["{%s}", "{ %s }"]) % self.pick([", ", ", "]).join(items)

    # data, for JSON, TOML and Python

    SCALARS = [0, 1, -3, 1.5, 1e-05, 1e16, True, False, None, "", "text", "two words", "é", "a\nb", 'q"q', "it's", "12", 9007199254740993]

    def data(self, depth, scalars):
        roll = self.random.random()
        if depth < 3 and roll < 0.2:
            return {key: self.data(depth + 1, scalars) for key in self.keys(3)}
        if depth < 3 and roll < 0.35:
            return [self.data(depth + 1, scalars) for _ in range(self.random.randint(0, 3))]
        return self.pick(scalars)

    def paths_of(self, value, path, paths):
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ()
        for key, item in items:
            here = f"{path}.{key}" if path else str(key)
            paths.append(here)
            self.paths_of(item, here, paths)

    # JSON

    def json(self):
        data = {key: self.data(0, self.SCALARS) for key in self.keys(5)}
        paths = []
        self.paths_of(data, "", paths)
        indent = self.pick([None, 2, 4, "\t", 2])
        text = json.dumps(data, indent=indent, ensure_ascii=self.chance(0.5), separators=self.pick([None, None, (",", ":")]))
        text += self.pick(["", "\n"])
        if indent is None:
            return [["", text]], paths
        chunks = [["", "{\n"]]
        gap = "\t" if indent == "\t" else " " * indent
        for line in text.splitlines(keepends=True)[1:]:
            if line.startswith(gap + '"'):
                chunks.append([line.strip().split('"')[1], line])
            elif line.rstrip("\n") == "}":
                chunks.append(["", line])
            else:
                chunks[-1][1] += line
        return chunks, paths

    # TOML

    TOML_SCALARS = ["1", "-3", "0x1F", "1_000", "1.5", "1e-3", "inf", "true", "false", '"text"', "'lit'", '"a\\nb"', '"q\\"q"', "2020-01-01",
                    "2020-01-01T10:00:00", "10:00:00", '"""m\nl"""', '"é"', "[1, 2]", "[]", '["a", [1]]', "[\n  1,\n  2, # two\n]", "{ x = 1 }",
                    '{x = 1, y = "z"}', "{}", "[{x = 1}, {x = 2}]", "1.50", "'''l'''"]

    def toml(self):
        chunks, paths = [], []
        names = self.keys(6)
        plain = self.random.randint(0, len(names))
        if self.chance(0.2):
            chunks.append(["", "# head\n\n"])
        for name in names[:plain]:
            chunks.append([name, self.toml_pair(name, name, paths)])
        for name in names[plain:]:
            if self.chance(0.2):
                text = ""
                for index in range(self.random.randint(1, 2)):
                    text += f"[[{name}]]\n" + self.toml_body(f"{name}.{index}", paths)
            else:
                text = f"[{name}]{self.comment()}\n" + self.toml_body(name, paths)
                if self.chance(0.3):
                    text += f"[{name}.sub]\n" + self.toml_body(f"{name}.sub", paths)
                    paths.append(f"{name}.sub")
            paths.append(name)
            chunks.append([name, text])
        return chunks, paths

    def toml_body(self, path, paths):
        return "".join(self.toml_pair(key, f"{path}.{key}", paths) for key in self.keys(3)) + self.pick(["", "", "\n", "# end\n\n"])

    def toml_pair(self, key, path, paths):
        paths.append(path)
        if self.chance(0.08):
            paths.append(f"{path}.q")
            key += ".q"
        value = self.pick(self.TOML_SCALARS)
        for part in ("x", "y"):
            if value.startswith("{") and f"{part} =" in value:
                paths.append(f"{path}.{part}")
        if value.startswith("[") and value != "[]":
            paths.append(f"{path}.0")
        return f"{key}{self.pick([' = ', ' = ', '=', '  =  '])}{value}{self.comment()}\n"

    # Python

    PY_SCALARS = ["0", "1", "-3", "1.5", "1e-5", "0x10", "True", "False", "None", "'text'", '"double"', "''", "'two words'", '"é"', "'a\\nb'",
                  "[1, 2]", "[]", "(1, 2)", "(1,)", "{}", '{"a": 1, "b": "x"}', "{'a': {'b': 2}}", "[\n    1,\n    2,  # two\n]", "[{'a': 1}]",
                  '{\n    "a": 1,\n    "b": [1, 2],\n}', "1_000", "'''l'''", "r'\\d'"]

    def python(self):
        chunks, paths = [], []
        if self.chance(0.4):
            chunks.append(["", self.pick(["import os\n\n", '"""doc"""\n', "# head\n", "from x import y\n"])])
        for key in [key for key in self.keys(5) if "-" not in key]:
            if self.chance(0.2):
                text = f"class {key}:\n"
                for inner in [inner for inner in self.keys(3) if "-" not in inner] or ["z"]:
                    text += "    " + self.py_assign(inner, f"{key}.{inner}", paths)
                if self.chance(0.3):
                    text += "\n    def __init__(self):\n        self.depth = 3\n"
                    paths.append(f"{key}.depth")
                text = "\n\n" + text + "\n"
                paths.append(key)
            else:
                text = self.py_assign(key, key, paths)
            chunks.append([key, text])
        return chunks, paths

    def py_assign(self, key, path, paths):
        paths.append(path)
        value = self.pick(self.PY_SCALARS)
        if value.startswith("{") and len(value) > 2:
            paths.append(f"{path}.a")
        if value[0] in "[(" and value != "[]":
            paths.append(f"{path}.0")
        if "\n" in value and path != key:
            value = value.replace("\n", "\n    ")
        return f"{key}{self.pick([' = ', ' = ', ' = ', '=', '  =  ', ': object = '])}{value}{self.comment()}\n"


def main():
    options = fuzzer_options(__doc__, 2000, "files to edit", "dvc")
    options.add_argument("--format", choices=list(SUFFIXES))
    given = options.parse_args()
    if given.as_dvc:
        answer_as_dvc()
        return 0
    kinds = [given.format] if given.format else list(SUFFIXES)
    cases = [Generator(f"{given.seed}-{i}").case(kinds[i % len(kinds)]) for i in range(given.count)]
    comparison = Comparison(shlex.split(given.exp), given.python)
    found = comparison.differing(cases)
    for case, answers in found[: given.show]:
        report(*shrink(case, answers, smaller, differing_alike(comparison, answers["differs"])))
    print(f"files: {len(cases)} tried (seed {given.seed}), {len(found)} differ")
    return conclude(len(cases), len(found))


if __name__ == "__main__":
    sys.exit(main())
