#!/usr/bin/env python3
"""Fuzz composition: give random config directories to hydra-core and to exp, and compare.

    scripts/interop_compose.py --exp "dist/exp" --python VENV/bin/python [--count 2000] [--seed 1] [--kind trees]

VENV holds hydra-core 1.3; this script itself needs only the standard library. Compared are the bytes of the output
file, or the classes of the error and of its cause. Prints the number tried and each difference with its shrunk input;
exits 1 when there is one.
"""

import json
import random
import shlex
import sys

from fuzzing import conclude, fuzzer_options, report, run_lines, shrink

KINDS = ["trees", "interpolations", "dumps", "overrides"]
BROKEN = "texts"  # mostly broken YAML; on request only, since the class of such an error is told apart roughly
ENV = {"FUZZ_A": "hello", "FUZZ_N": "12", "FUZZ_L": "[1, a]", "FUZZ_I": "${x}", "FUZZ_E": ""}


# ---------------------------------------------------------------- hydra's side (runs inside the venv)


def answer_as_hydra():
    """Read cases from standard input, write hydra-core's outputs."""
    import logging
    import os
    import tempfile
    import warnings
    from pathlib import Path

    from hydra import compose, initialize_config_dir
    from hydra.core.global_hydra import GlobalHydra
    from omegaconf import OmegaConf

    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    os.environ.update(ENV)

    def answer(case):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            conf = root / "conf"
            conf.mkdir()
            for name, text in case["conf"].items():
                path = conf / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode())
            before = os.getcwd()
            os.chdir(root)
            try:
                with initialize_config_dir(str(conf), version_base=None):
                    config = compose(config_name=case["config_name"], overrides=case["overrides"])
                OmegaConf.resolve(config)
                return {"after": OmegaConf.to_yaml(config)}
            except Exception as error:  # noqa: BLE001
                out = {"error_class": type(error).__name__, "error": str(error).strip().split("\n")[0]}
                if error.__cause__ is not None:
                    out["cause_class"] = type(error.__cause__).__name__
                    out["cause"] = str(error.__cause__).strip().split("\n")[0]
                return out
            finally:
                os.chdir(before)
                GlobalHydra.instance().clear()

    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


# ---------------------------------------------------------------- comparing


class Comparison:
    def __init__(self, exp, python):
        self.exp = [*exp, "hydra", "compose", "--jsonl"]
        self.hydra = [python, __file__, "--as-hydra"]
        self.composed = 0

    def differing(self, cases):
        """The cases on which the two disagree, with both answers."""
        if not cases:
            return []
        ours, theirs = run_lines(self.exp, cases), run_lines(self.hydra, cases)
        self.composed = sum("after" in their for their in theirs)
        return [
            (case, {"exp": our, "hydra": their})
            for case, our, their in zip(cases, ours, theirs)
            if facts(our) != facts(their)
        ]


def facts(answer):
    if "after" in answer:
        return answer["after"]
    if answer.get("error_class") == "GrammarParseError":
        return "GrammarParseError", None  # the cause is a class of the parser generator
    if answer.get("error_class") == "AssertionError":
        return "ConfigCompositionException", None  # Hydra fails while it words this error
    return answer.get("error_class"), answer.get("cause_class")


# ---------------------------------------------------------------- generating

class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        # Most trees hold few mistakes, so that most of them compose.
        self.mistakes = self.random.choice((0.0, 0.02, 0.1, 1.0))

    def pick(self, *items):
        return self.random.choice(items)

    def chance(self, probability):
        return self.random.random() < probability

    # scalars and values, as YAML text on one line

    def scalar(self):
        return self.pick(
            "1", "2", "0", "-3", "1.5", "1e3", "1e-07", "true", "false", "null", "~", "yes", "off", "text", "a b", "'1'",
            "'true'", "'null'", "\"a\\nb\"", "'it''s'", "2020-01-01", "0x1F", "017", "1_000", "1:30", ".inf", ".nan", "'???'",
            "???", "''", "x-y", "é", "'# c'", "'a: b'",
        )

    def value(self, depth=0):
        roll = self.random.random()
        if depth < 3 and roll < 0.18:
            keys = [self.key() for _ in range(self.random.randint(0, 3))]
            keys = keys if self.chance(self.mistakes / 5) else list(dict.fromkeys(keys))
            return "{" + ", ".join(f"{key}: {self.flow(depth + 1)}" for key in keys) + "}"
        if depth < 3 and roll < 0.32:
            return "[" + ", ".join(self.flow(depth + 1) for _ in range(self.random.randint(0, 3))) + "]"
        if roll < 0.5 and self.chance(self.mistakes):
            return json.dumps(self.interpolation())
        return self.scalar()

    def flow(self, depth):
        text = self.value(depth)
        return "'???'" if text == "???" else text

    def key(self):
        return self.pick("x", "y", "z", "u", "k", "l", "m")

    def path(self):
        return ".".join(self.key() for _ in range(self.pick(1, 1, 2, 3)))

    def interpolation(self, depth=0):
        roll = self.random.random()
        if roll < 0.45:
            body = self.pick("", "", "", ".", "..", "...") + self.path()
            if self.chance(0.15):
                body += self.pick("[0]", ".0", ".1", "[x]", "[5]", ".nope")
            if self.chance(0.08) and depth < 2:
                body = f"{self.key()}.{self.interpolation(depth + 1)}"
            text = "${" + body + "}"
        elif roll < 0.9:
            text = self.call(depth)
        else:
            text = self.pick("${a/b}", "$x", "\\${x}", "\\\\${x}", "${x}${y}", "${ x }", "${x", "${}", "${x y}", "x}")
        if self.chance(0.2):
            text = self.pick("p ", "a", "\\\\", "'", "$") + text + self.pick("", " q", "\\", "}")
        return text

    def argument(self, depth):
        return self.pick(
            lambda: self.pick("a", "1", "1.5", "null", "true", "'q'", "\"d q\"", "[1,a]", "{a:1}", "a b", "", "x.y", ".x", "-1e3"),
            lambda: self.path(),
            lambda: self.interpolation(depth + 1) if depth < 2 else "z",
        )()

    def call(self, depth):
        name = self.pick("oc.env", "oc.env", "oc.select", "oc.select", "oc.decode", "oc.create", "oc.dict.keys",
                         "oc.dict.values", "oc.deprecated", "nope")
        if name == "oc.env":
            args = [self.pick(*ENV, "FUZZ_NONE", "FUZZ_NONE")] + [self.argument(depth) for _ in range(self.pick(0, 1, 1))]
        elif name in ("oc.select", "oc.deprecated"):
            args = [self.pick("", "", ".", "..") + self.path()] + [self.argument(depth) for _ in range(self.pick(0, 1))]
        elif name in ("oc.dict.keys", "oc.dict.values"):
            args = [self.pick("", "", ".") + self.path()]
        elif name == "oc.decode":
            args = [self.pick("'1'", "'[1, a]'", "'{a: 1}'", "'${x}'", "a", "null", "${oc.env:FUZZ_L}", "${oc.env:FUZZ_I}",
                              "'a b'", "'1e3'", "\"'q'\"", "'x: y'", "'a,b'")]
        else:
            args = [self.argument(depth)]
        return "${" + name + ":" + self.pick(",", ", ").join(args) + "}"

    def body(self, size):
        lines = {}
        for _ in range(self.random.randint(0, size)):
            lines[self.key()] = self.value()
        return "".join(f"{key}: {value}\n" for key, value in lines.items())

    # config directories

    GROUPS = ("a", "b", "a/c")
    NAMES = ("one", "two", "three")

    def package(self):
        return self.pick("", "", "", "", "@p", "@p.q", "@_global_", "@_here_", "@_group_", "@_global_.r", "@_group_.s", "@")

    def defaults_item(self, where):
        if not self.chance(self.mistakes):
            return self.likely_item(where)
        roll = self.random.random()
        slash = self.pick("", "", "/")
        if roll < 0.15:
            return "_self_"
        if roll < 0.3:
            return self.pick("base", "/base", "other", "a/one", "/a/two", "/b/one", "c/one") + self.package()
        group = slash + self.pick("a", "b", "c", "a/c", "a", "b")
        key = self.pick("", "", "", "", "optional ", "override ", "override ", "optional override ") + group + self.package()
        name = self.pick(*self.NAMES, *self.NAMES, *self.NAMES, "null", "???", "[one, two]", "[]", "nope", "'${a}'",
                         "'${b}'", "one.yaml")
        return f"{key}: {name}"

    def likely_item(self, where):
        """An item that exists, of a kind that does not lead back to the config that holds it."""
        roll = self.random.random()
        if roll < 0.15:
            return "_self_"
        if roll < 0.3:
            names = {"config": ("base", "other"), "base": ("other",), "other": ("leaf",)}.get(where, ("/leaf",))
            return self.pick(*names) + self.package()
        groups = {"config": ("a", "b", "a/c"), "base": ("a", "b", "a/c"), "other": ("b", "a/c"), "b": ("/a/c",), "a": ("c", "/b"), "a/c": ("/d",)}
        group = self.pick(*groups.get(where, ("/d",)))
        key = self.pick("", "", "", "", "", "optional ") + group + self.package()
        return f"{key}: " + self.pick(*self.NAMES, *self.NAMES, *self.NAMES, *self.NAMES, "null", "[one, two]")

    def defaults(self, where):
        if self.chance(0.35 if where == "config" else 0.6):
            return ""
        items = [self.defaults_item(where) for _ in range(self.random.randint(0, 4))]
        if self.chance(0.7):  # a likely valid order
            items.sort(key=lambda item: "override" in item)
            if items.count("_self_") > 1:
                items = [item for item in items if item != "_self_"]
        if not self.chance(self.mistakes):  # one item a key
            items = list({item.split(":")[0].replace("/", "", 1): item for item in items}.values())
            groups = [item.split(":")[0] for item in items if ":" in item and "optional" not in item]
            if groups and self.chance(0.2):
                items.append(f"override {self.pick(*groups)}: {self.pick(*self.NAMES)}")
            if groups and where == "config" and self.chance(0.15):
                items.append("d: '${" + self.pick(*groups) + "}'")
                items.sort(key=lambda item: "override" in item)
        return "defaults:\n" + "".join(f"- {item}\n" for item in items) if items else "defaults: []\n"

    def header(self):
        if self.chance(0.75):
            return ""
        return "# @package " + self.pick("_global_", "_global_", "p", "p.q", "_group_", "_global_.r", "a.b") + "\n"

    def config(self, where):
        head = self.header() if where != "config" or self.chance(0.1) else ""
        return head + self.defaults(where) + self.body(3)

    def tree(self):
        conf = {"config.yaml": self.config("config"), "leaf.yaml": self.body(3)}
        for name in ("base", "other"):
            if not self.chance(self.mistakes):
                conf[f"{name}.yaml"] = self.config(name)
        for group in (*self.GROUPS, "d"):
            for name in self.NAMES:
                if not self.chance(self.mistakes):
                    conf[f"{group}/{name}.yaml"] = self.config(group) if group != "d" else self.header() + self.body(3)
        return conf

    # overrides

    def override_value(self):
        return self.pick("1", "text", "null", "1.5", "[1,2]", "{x: 1}", "{y: {z: 2}}", "'q'", "${x}", "", "???", "true",
                         "${oc.env:FUZZ_A}", "[{x: 1}]", "{x: null}", "[choice(1,2)]", "1,2", "glob(*)", "int('3')",
                         "sort(2,1)", "a\\,b", "'${x}'", "[glob(a)]", "{a: range(3)}", "1e3", "'null'")

    def likely_override(self, conf):
        """Of an item of the primary config, of a key in it, or of a new one."""
        lines = conf["config.yaml"].splitlines()
        groups = [line[2:].split(":")[0].split(" ")[-1].strip("/") for line in lines if line.startswith("- ") and ":" in line]
        keys = [line.split(":")[0] for line in lines if not line.startswith(("-", "#", "defaults"))]
        roll = self.random.random()
        if groups and roll < 0.45:
            group = self.pick(*groups).replace("@_here_", "@_global_")
            return self.pick(f"{group}={self.pick(*self.NAMES)}", f"{group}={self.pick(*self.NAMES)}", f"~{group}", f"{group}=[two,one]")
        if keys and roll < 0.65:
            return f"{self.pick('', '', '++', '~')}{self.pick(*keys)}={self.override_value()}"
        if roll < 0.8:
            return f"+{self.pick('d', 'b')}@n{self.random.randint(0, 9)}={self.pick(*self.NAMES)}"
        return f"+n{self.random.randint(0, 9)}.{self.path()}={self.override_value()}"

    def choice_override(self):
        prefix = self.pick("", "", "+", "+", "~", "++")
        group = self.pick("a", "b", "a/c", "a", "b", "p", "a/nope") + self.pick("", "", "", "@p", "@p.q", "@_global_", "@a.c", "@_here_")
        if prefix == "~" and self.chance(0.6):
            return "~" + group
        return f"{prefix}{group}=" + self.pick(*self.NAMES, *self.NAMES, "nope", "[one,two]", "null", "5", "{x: 1}", "'one'",
                                               "one,two", "[choice(one,two)]", "[]", "[1]", "one.yaml", "${b}", "true")

    def value_override(self):
        prefix = self.pick("", "", "+", "++", "~")
        key = self.pick("", "", "a.", "b.", "a.c.", "p.", "l.") + self.path() + self.pick("", "", "", "", ".0", ".1")
        if prefix == "~" and self.chance(0.6):
            return "~" + key
        return f"{prefix}{key}={self.override_value()}"

    def overrides(self, conf, most):
        overrides = []
        for _ in range(self.random.randint(0, most)):
            if not self.chance(self.mistakes):
                overrides.append(self.likely_override(conf))
            else:
                overrides.append(self.choice_override() if self.chance(0.5) else self.value_override())
        return overrides

    # text for the emitter

    def odd_text(self):
        pieces = ["a", "b", "word", " ", " ", "\n", "'", '"', ":", ": ", "#", " #", "- ", "-", "?", "é", "日", "🙂", "\t", "\\",
                  "\x07", "\xa0", "\x85", "\u2028", "\ufeff", "{", "}", "[", "]", ",", "&", "*", "!", "|", ">", "%", "@", "`",
                  "1", "0", ".", "_", "e", "+", "true", "null", "~", "longer-word-here", "=", "<<", "---", "...", "٣"]
        length = self.pick(1, 2, 3, 5, 8, 40, 60)
        return "".join(self.pick(*pieces) for _ in range(length))

    @staticmethod
    def quoted(text):
        """As a double-quoted YAML scalar; only what a line cannot hold is escaped."""
        escaped = (f"\\u{ord(c):04x}" if c in "\x85\u2028\ufeff\xa0" else json.dumps(c, ensure_ascii=False)[1:-1] for c in text)
        return '"' + "".join(escaped) + '"'

    def dump_body(self):
        lines = []
        for index in range(self.random.randint(1, 5)):
            key = self.quoted(self.odd_text()) if self.chance(0.3) else f"k{index}"
            text = self.quoted(self.odd_text())
            shape = self.pick("{}", "{}", "[{}, [{}]]", "{{n: {}, o: {{q: {}}}}}", "[{{n: {}, m: [{}]}}]")
            lines.append(f"{key}: " + shape.replace("{}", "\0").replace("{{", "{").replace("}}", "}").replace("\0", text))
        return "\n".join(lines) + "\n"

    def broken_text(self):
        """YAML with some characters or lines changed: mostly broken."""
        text = self.body(4) + self.pick("a:\n  b: 1\n  c:\n  - x\n  - y: 2\n    z: 'q'\n", "s: |\n  t\n  u\n", "f: {a: 1,\n  b: [2]}\n", "")
        for _ in range(self.random.randint(1, 3)):
            at = self.random.randint(0, len(text))
            cut = self.pick(0, 0, 1, 2)
            piece = self.pick("", ":", ": ", "-", "- ", "\n", " ", "  ", "'", '"', "[", "]", "{", "}", ",", "#", " #", "&a ", "*a", "!t ", "!!str ",
                              "? ", "|\n", ">", "%", "@", "\t", "---\n", "...\n", "<<: ", "=", "x", "\\", "&a", "\n\n")
            text = text[:at] + piece + text[at + cut:]
        return text

    def case(self, kind):
        conf, overrides = {}, []
        if kind != "trees":
            self.mistakes = 1.0
        if kind == "trees":
            conf, overrides = self.tree(), []
            overrides = self.overrides(conf, 3)
        elif kind == "interpolations":
            conf = {"config.yaml": self.body(7)}
        elif kind == BROKEN:
            self.mistakes = 0.0
            conf = {"config.yaml": self.broken_text()}
        elif kind == "dumps":
            conf = {"config.yaml": self.dump_body()}
        else:
            conf, overrides = {"config.yaml": self.body(6)}, [self.value_override() for _ in range(self.pick(1, 2, 3))]
        return {"conf": conf, "config_name": "config", "overrides": overrides, "output_file": "params.yaml", "env": ENV}


# ---------------------------------------------------------------- shrinking

def smaller(case):
    """Cases with one override, file or line less."""
    for index in range(len(case["overrides"])):
        yield {**case, "overrides": case["overrides"][:index] + case["overrides"][index + 1:]}
    for name in case["conf"]:
        if name != "config.yaml":
            yield {**case, "conf": {key: text for key, text in case["conf"].items() if key != name}}
    for name, text in case["conf"].items():
        lines = text.splitlines(keepends=True)
        for index in range(len(lines)):
            yield {**case, "conf": {**case["conf"], name: "".join(lines[:index] + lines[index + 1:])}}


def main():
    options = fuzzer_options(__doc__, 2000, "configs to compose", "hydra")
    options.add_argument("--kind", choices=[*KINDS, BROKEN])
    given = options.parse_args()
    if given.as_hydra:
        answer_as_hydra()
        return 0
    kinds = [given.kind] if given.kind else KINDS
    cases = [Generator(f"{given.seed}-{i}").case(kinds[i % len(kinds)]) for i in range(given.count)]
    comparison = Comparison(shlex.split(given.exp), given.python)
    found = comparison.differing(cases)
    print(f"configs: {len(cases)} tried (seed {given.seed}), {comparison.composed} of them compose, {len(found)} differ")
    for item in found[: given.show]:
        report(*shrink(*item, smaller, comparison.differing))
    return conclude(len(cases), len(found))


if __name__ == "__main__":
    sys.exit(main())
