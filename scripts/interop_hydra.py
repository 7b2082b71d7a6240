#!/usr/bin/env python3
"""Fuzz the override grammar: give the same generated overrides to hydra-core and to exp, and compare.

    scripts/interop_hydra.py --exp "dist/exp" --python VENV/bin/python [--count 20000] [--sweeps 2000] [--seed 1]

VENV holds hydra-core 1.3; this script itself needs only the standard library. `--exp` is a command line; it is called
with `hydra parse --jsonl` and `hydra sweep --jsonl`. Prints the number tried and each difference with its shrunk
input; exits 1 when there is one.

Not compared: the words of syntax errors (only that there is one), the order of what is shuffled, and texts on which
hydra-core does not finish within two seconds (ranges with more points than memory).
"""

import json
import random
import shlex
import sys

from fuzzing import conclude, fuzzer_options, report, run_lines, shrink

# ---------------------------------------------------------------- hydra's side (runs inside the venv)


def answer_as_hydra():
    """Read cases from standard input, write hydra-core's outputs."""
    import itertools
    import signal
    import warnings

    from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.core.override_parser.types import (
        ChoiceSweep,
        Glob,
        IntervalSweep,
        QuotedString,
        RangeSweep,
        Sweep,
    )

    warnings.simplefilter("ignore")
    parser = OverridesParser.create()

    class TooSlow(BaseException):
        pass

    def give_up(*_):
        raise TooSlow

    def first_line(exc):
        return str(exc).strip().split("\n")[0].rstrip()

    def encode(value):
        if value is None or isinstance(value, (bool, str)):
            return value
        if isinstance(value, int):
            return value if abs(value) < 2**53 else {"$int": str(value)}
        if isinstance(value, float):
            return {"$float": repr(value)}
        if isinstance(value, list):
            return [encode(item) for item in value]
        if isinstance(value, dict):
            return {"$dict": [[encode(key), encode(item)] for key, item in value.items()]}
        if isinstance(value, QuotedString):
            return {"$quoted": value.text, "quote": value.quote.name}
        if isinstance(value, Glob):
            return {"$glob": {"include": encode(value.include), "exclude": encode(value.exclude)}}
        names = {ChoiceSweep: "choice", RangeSweep: "range", IntervalSweep: "interval"}
        members = {
            ChoiceSweep: ("list",),
            RangeSweep: ("start", "stop", "step"),
            IntervalSweep: ("start", "end"),
        }[type(value)]
        coded = {"$sweep": names[type(value)], **{name: encode(getattr(value, name)) for name in members}}
        if not isinstance(value, IntervalSweep):
            coded["shuffle"] = value.shuffle
        if isinstance(value, ChoiceSweep):
            coded["simple"] = value.simple_form
        coded["tags"] = sorted(value.tags)
        return coded

    def parse(case):
        override = parser.parse_overrides([case["input"]])[0]
        value = override._value
        out = {
            "ok": True,
            "key": override.key_or_group,
            "package": override.package,
            "type": override.type.name,
            "value_kind": override.value_type.name if override.value_type else None,
            "value": encode(value),
            "str": None,
        }
        try:
            if isinstance(value, (ChoiceSweep, RangeSweep)):
                texts = list(override.sweep_string_iterator())
                out["expand"] = sorted(texts) if value.shuffle else texts
            elif not isinstance(value, (Sweep, Glob)):
                out["str"] = override.get_value_element_as_str()
        except Exception as exc:  # noqa: BLE001
            out["expand_error_class" if isinstance(value, Sweep) else "str_error_class"] = type(exc).__name__
        return out

    def sweep(case):
        by_file = {}
        for text in case["set_param"]:
            file, _, rest = text.partition(":") if ":" in text.split("=")[0] else ("params.yaml", "", text)
            by_file.setdefault(file, []).append(rest)
        parsed = [parser.parse_overrides(texts) for texts in by_file.values()]
        grids = []
        for overrides in parsed:
            for override in overrides:
                if isinstance(override._value, Glob):  # refused by DVC, not by hydra-core
                    text = f"Glob override '{override.input_line}' is not supported."
                    return {"error_class": "InvalidArgumentError", "error": text}
            batches = BasicSweeper.split_arguments(overrides, None)
            grids.append([list(point) for batch in batches for point in batch])
        return {"expanded": [dict(zip(by_file, point)) for point in itertools.product(*grids)]}

    signal.signal(signal.SIGALRM, give_up)
    for line in sys.stdin:
        case = json.loads(line)
        signal.setitimer(signal.ITIMER_REAL, 2)
        try:
            out = parse(case) if "input" in case else sweep(case)
        except TooSlow:
            out = {"slow": True}
        except Exception as exc:  # noqa: BLE001
            out = {"ok": False, "error_class": type(exc).__name__, "error": first_line(exc)}
            if exc.__cause__ is not None:
                out["cause_class"] = type(exc.__cause__).__name__
                out["cause"] = first_line(exc.__cause__)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        print(json.dumps(out), flush=True)


# ---------------------------------------------------------------- generating


WORDS = ["a", "b", "abc", "x1", "_", "a-b", "null", "true", "FALSE", "inf", "nan", "NaN", "e5", "yes", "int", "log"]
INTS = ["0", "1", "2", "3", "7", "10", "-1", "+2", "-0", "1_000", "007", "1_", "9007199254740993"]
FLOATS = ["0.5", "1.", ".25", "1e3", "1E-5", "-2.5", "1_0.5", "1e16", "1e22", "-0.0", "0.1", "+inf", "-nan", "1e400", "1.5e"]
SYMBOLS = list("/-\\+.$%*@?|") + [":", "..", "--"]
ESCAPES = ["\\" + c for c in "\\()[]{}:=, \t"] + ["\\n", "\\\\\\,"]
INTERPOLATIONS = ["${a}", "${.b}", "${a.b[0]}", "${oc.env:A,b}", "${a b}", "${}", "${a"]
BLANKS = [" ", "  ", "\t", ""]
QUOTED_PIECES = ["a", " ", "\\", "\\\\", "\\'", '\\"', "'", '"', "1", "[", ",", "é", "${a}", "\n", "日", "🙂", "="]
FUNCTIONS = ["int", "float", "str", "bool", "choice", "range", "interval", "glob", "sort", "shuffle", "tag", "foo", "Int"]
NAMES = ["value", "start", "stop", "step", "end", "include", "exclude", "sweep", "list", "reverse", "a", "null"]
NOISE = list("abx019_-+.,:=()[]{}'\"\\ \t$@/~*?|#!;&<>^é\n") + ["🙂", "${", "inf", "null", "1e"]


class Generator:
    """Random overrides: most follow the grammar, some are then damaged."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, probability):
        return self.random.random() < probability

    def blank(self):
        return self.pick(BLANKS) if self.chance(0.2) else ""

    def override(self):
        text = self.prefix() + self.key() + ("" if self.chance(0.03) else "=" + self.value())
        while self.chance(0.15):
            text = self.damage(text)
        return text

    def prefix(self):
        return self.pick(["", "", "", "", "", "+", "++", "~"])

    def key(self):
        part = lambda: self.pick(["a", "b", "x", "lr", "_c", "a-b", "$d", "e$", "0", "10", "1_0", "null", "inf", "01", ""])
        form = self.random.random()
        if form < 0.6:
            key = self.pick(["x", "a", "lr", "db", "x_1", "$y", ""])
        elif form < 0.85:
            key = ".".join(part() for _ in range(self.random.randint(2, 4)))
        else:
            key = "/".join(part() for _ in range(self.random.randint(2, 3)))
        if self.chance(0.12):
            key += "@" + self.pick(["", "p", "p.q", "_global_", "$p", "1.2", "1", "p-q", part()])
        return key

    def value(self):
        if self.chance(0.02):
            return self.blank()
        count = 1 if self.chance(0.8) else self.random.randint(2, 4)
        return self.blank() + self.joined(count, lambda: self.element(3)) + self.blank()

    def joined(self, count, make):
        return (self.blank() + "," + self.blank()).join(make() for _ in range(count))

    def element(self, depth):
        form = self.random.random()
        if depth <= 0 or form < 0.45:
            return self.primitive() if self.chance(0.8) else self.quoted()
        if form < 0.57:
            inner = self.joined(self.random.randint(0, 3), lambda: self.element(depth - 1))
            return "[" + self.blank() + inner + self.blank() + "]"
        if form < 0.67:
            inner = self.joined(self.random.randint(0, 3), lambda: self.pair(depth - 1))
            return "{" + self.blank() + inner + self.blank() + "}"
        return self.call(depth - 1)

    def pair(self, depth):
        key = self.pick([self.pick(WORDS), self.pick(INTS), self.pick(FLOATS), self.primitive()])
        return key + self.blank() + ":" + self.blank() + self.element(depth)

    def token(self):
        pools = [WORDS, WORDS, INTS, INTS, FLOATS, SYMBOLS, ESCAPES, INTERPOLATIONS, BLANKS]
        return self.pick(self.pick(pools))

    def primitive(self):
        if self.chance(0.6):
            return self.pick(self.pick([WORDS, INTS, FLOATS]))
        return "".join(self.token() for _ in range(self.random.randint(1, 5)))

    def quoted(self):
        quote = self.pick("'\"")
        count = 0 if self.chance(0.1) else self.random.randint(1, 4)
        inner = "".join(self.pick(QUOTED_PIECES) for _ in range(count))
        if self.chance(0.7):
            inner = inner.replace(quote, "")
        return quote + inner + quote

    def number(self):
        if self.chance(0.93):
            return self.pick(["0", "1", "2", "3", "5", "-1", "-2", "10", "0.5", "0.25", "0.1", "-0.1", "1.5", "2.0", "1e-1"])
        return self.pick(["true", "null", "inf", "nan", "-inf", "a", "'1'", "0.0", "-0.0", "int(2.5)"])

    def call(self, depth):
        name = self.pick(FUNCTIONS)
        if name in ("range", "interval") and self.chance(0.9):
            count = self.random.randint(1, 3) if name == "range" else 2
            args = [self.number() for _ in range(count)]
        elif name == "tag" and self.chance(0.8):
            args = [self.pick(["log", "t", "'u v'"]) for _ in range(self.random.randint(0, 2))] + [self.sweep(depth)]
        elif name in ("sort", "shuffle") and self.chance(0.6):
            args = self.pick([lambda: [self.sweep(depth)], self.numbers, self.texts, lambda: ["[" + ",".join(self.numbers()) + "]"]])()
        elif name in ("int", "float", "str", "bool") and self.chance(0.6):
            args = self.pick([lambda: [self.sweep(depth)], self.numbers, lambda: ["'1.5'"], lambda: ["' 12 '"], lambda: ["TRUE"]])()
        else:
            args = [self.element(depth) for _ in range(self.random.randint(0, 3))]
        if name == "sort" and self.chance(0.4):
            args.append("reverse=" + self.pick(["true", "false", "true", "1", "null"]))
        args = [
            self.pick(NAMES) + self.blank() + "=" + self.blank() + arg if self.chance(0.06) else arg for arg in args
        ]
        return name + self.blank() + "(" + self.blank() + (self.blank() + "," + self.blank()).join(args) + self.blank() + ")"

    def numbers(self):
        return [self.number() for _ in range(self.random.randint(1, 6))]

    def texts(self):
        return [self.pick(["a", "b", "B", "aa", "'c'", "a-b", "é", "true"]) for _ in range(self.random.randint(1, 6))]

    def sweep(self, depth):
        form = self.random.random()
        if form < 0.35:
            return "range(" + ",".join(self.number() for _ in range(self.random.randint(1, 3))) + ")"
        if form < 0.7:
            return "choice(" + ",".join(self.pick([self.numbers, self.texts])()) + ")"
        if form < 0.8:
            return "interval(" + self.number() + "," + self.number() + ")"
        if form < 0.9 and depth > 0:
            return self.pick(["sort", "shuffle", "int", "float"]) + "(" + self.sweep(depth - 1) + ")"
        return self.element(depth)

    def damage(self, text):
        at = self.random.randint(0, len(text))
        form = self.random.random()
        if form < 0.4:
            return text[:at] + self.pick(NOISE) + text[at:]
        if form < 0.7:
            return text[:at] + text[at + 1 :]
        if form < 0.85:
            return text[:at] + self.pick(NOISE) + text[at + 1 :]
        return text[:at] + text[max(0, at - self.random.randint(1, 4)) :]

    def set_param(self):
        """A list of -S texts with small sweeps."""
        texts = []
        for _ in range(self.random.randint(1, 4)):
            file = self.pick(["", "", "", "p.yaml:", "q.json:", "./p.yaml:"])
            key = self.pick(["x", "x", "y", "z.a", "db@p", "db@"])
            prefix = self.pick(["", "", "", "+", "++", "~"])
            value = self.pick(
                [
                    lambda: self.element(1),
                    lambda: ",".join(self.numbers()),
                    lambda: "range(" + ",".join(self.pick(["0", "1", "3", "0.5", "-1"]) for _ in range(3)) + ")",
                    lambda: "choice(" + ",".join(self.texts()) + ")",
                    lambda: "sort(" + ",".join(self.numbers()) + ")",
                ]
            )()
            texts.append(f"{file}{prefix}{key}={value}")
        return texts


# ---------------------------------------------------------------- comparing


def comparable(case, answer):
    """The part of an answer on which both must agree."""
    text = case["input"] if "input" in case else " ".join(case["set_param"])
    if answer.get("error_class") == "OverrideParseException" and not answer.get("cause_class"):
        answer = {"ok": False, "error_class": "OverrideParseException"}
    elif "set_param" in case:
        answer = {key: answer[key] for key in ("expanded", "error_class", "error", "cause_class", "cause") if key in answer}
    else:
        answer = dict(answer)
    if answer.get("cause") and "tags={" in answer["cause"]:
        answer["cause"] = sorted(answer["cause"])  # the order of a set
    if "shuffle" not in text:
        return json.dumps(answer, sort_keys=True)
    # an order of chance: the same characters in any order will do
    return "".join(sorted(json.dumps(answer)))


class Comparison:
    def __init__(self, exp, python):
        self.exp = exp
        self.hydra = [python, __file__, "--as-hydra"]

    def differing(self, cases):
        """The cases on which the two disagree, with both answers."""
        if not cases:
            return []
        word = "parse" if "input" in cases[0] else "sweep"
        ours = run_lines([*self.exp, "hydra", word, "--jsonl"], cases)
        theirs = run_lines(self.hydra, cases)
        found = []
        for case, our, their in zip(cases, ours, theirs):
            if their.get("slow") or "MemoryError" in (our.get("error_class"), our.get("expand_error_class")):
                continue
            if comparable(case, our) != comparable(case, their):
                found.append((case, {"exp": our, "hydra": their}))
        return found


def shorten(case):
    """All cases with one piece cut out."""
    if "set_param" in case:
        texts = case["set_param"]
        fewer = [{"set_param": texts[:i] + texts[i + 1 :]} for i in range(len(texts)) if len(texts) > 1]
        cut = [
            {"set_param": [*texts[:i], part["input"], *texts[i + 1 :]]}
            for i, text in enumerate(texts)
            for part in shorten({"input": text})
        ]
        return fewer + cut
    text = case["input"]
    cuts = {text[:i] + text[i + size :] for size in range(1, 9) for i in range(len(text) - size + 1)}
    return [{"input": cut} for cut in sorted(cuts)]


def main():
    options = fuzzer_options(__doc__, 20000, "overrides to parse", "hydra")
    options.add_argument("--sweeps", type=int, default=2000, help="lists of -S texts to expand")
    given = options.parse_args()
    if given.as_hydra:
        answer_as_hydra()
        return 0
    generator = Generator(given.seed)
    comparison = Comparison(shlex.split(given.exp), given.python)
    kinds = {
        "overrides": [{"input": generator.override()} for _ in range(given.count)],
        "sweeps": [{"set_param": generator.set_param()} for _ in range(given.sweeps)],
    }
    differing = 0
    for name, cases in kinds.items():
        found = comparison.differing(cases)
        print(f"{name}: {len(cases)} tried (seed {given.seed}), {len(found)} differ")
        for item in found[: given.show]:
            report(*shrink(*item, shorten, comparison.differing))
        differing += len(found)
    return conclude(given.count + given.sweeps, differing)


if __name__ == "__main__":
    sys.exit(main())
