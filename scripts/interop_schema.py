#!/usr/bin/env python3
"""Random files dvc.yaml, and whether DVC's own schema takes them; tests/interop/schema_test.ts asks exp the same.

    scripts/interop_schema.py [--count 2000] [--seed 1]      one line of JSON for each: {"file": …, "valid": …, "why": …}

To be run by a Python that has DVC 3.67.1. Files are right by the grammar of its documentation, and most are then changed
at one or two places: a value of another kind, a key too many, too few, or misspelt.
"""

import argparse
import copy
import json
import random

from dvc.schema import COMPILED_MULTI_STAGE_SCHEMA
from voluptuous import Invalid, MultipleInvalid

TEXTS = ["a", "x.csv", "${item}", "", "1"]
STRAY = [None, True, 3, 0.5, "text", "", [], ["a"], [1], [None], {}, {"a": 1}, {"a": "b"}, {"a": None}, [{"a": "b"}], [{"a": {}}], [[]]]


class Author:
    def __init__(self, rng):
        self.rng = rng

    def some(self, fields, needed=()):
        return {name: make() for name, make in fields.items() if name in needed or self.rng.random() < 0.3}

    def text(self):
        return self.rng.choice(TEXTS)

    def texts(self):
        return [self.text() for _ in range(self.rng.randint(0, 2))]

    def flag(self):
        return self.rng.random() < 0.5

    def anything(self):
        return copy.deepcopy(self.rng.choice(STRAY))

    def one_of(self, *makers):
        return self.rng.choice(makers)()

    def file(self):
        sections = {"vars": self.variables, "params": self.texts, "metrics": self.texts, "plots": self.plots, "artifacts": self.artifacts,
                    "datasets": self.anything, "stages": self.stages}
        return self.some(sections, ["stages"] if self.flag() else [])

    def variables(self):
        return [self.one_of(self.text, lambda: {"v": self.anything()}) for _ in range(self.rng.randint(0, 2))]

    def plots(self):
        return [self.one_of(self.text, lambda: {self.text(): self.one_of(lambda: None, self.plot)}) for _ in range(self.rng.randint(0, 3))]

    def plot(self):
        files = lambda: {self.text(): self.text()}  # noqa: E731
        many = lambda: {self.text(): self.one_of(self.text, self.texts)}  # noqa: E731
        return self.some({"x": lambda: self.one_of(self.text, files), "y": lambda: self.one_of(self.text, self.texts, many),
                          **dict.fromkeys(["x_label", "y_label", "title", "template"], self.text)})

    def artifacts(self):
        return {self.text(): self.some({"path": self.text, **self.annotations()}, ["path"]) for _ in range(self.rng.randint(0, 2))}

    def annotations(self):
        return {"desc": self.text, "type": self.text, "labels": self.texts, "meta": self.anything}

    def stages(self):
        return {f"s{i}": self.one_of(self.stage, self.stage, self.group) for i in range(self.rng.randint(0, 3))}

    def group(self):
        return {"foreach": self.one_of(lambda: {"a": 1}, lambda: ["a", 1], self.text), "do": self.stage()}

    def stage(self):
        out = {**self.annotations(), "cache": self.flag, "persist": self.flag, "checkpoint": self.flag, "remote": self.text, "push": self.flag}
        looks = {**out, **dict.fromkeys(["template", "x", "y", "x_label", "y_label", "title"], self.text), "header": self.flag}
        outs = lambda fields: [self.one_of(self.text, lambda: {self.text(): self.some(fields)}) for _ in range(self.rng.randint(0, 2))]  # noqa: E731
        return self.some({
            "cmd": lambda: self.one_of(self.text, self.texts), "wdir": self.text, "deps": self.texts,
            "params": lambda: [self.one_of(self.text, lambda: {self.text(): self.one_of(self.texts, lambda: None)}) for _ in range(2)],
            "vars": self.variables, "frozen": self.flag, "always_changed": self.flag, "desc": self.text, "meta": self.anything,
            "outs": lambda: outs(out), "metrics": lambda: outs(out), "plots": lambda: outs(looks),
            "matrix": lambda: {"m": self.one_of(self.text, lambda: [1, "a"])},
        }, ["cmd"])

    def spoil(self, tree):
        """Changes one place: below the node that this is called with, or (where there is nothing below) the node itself."""
        if isinstance(tree, dict) and tree and self.rng.random() < 0.85:
            key = self.rng.choice(list(tree))
            how = self.rng.random()
            if how < 0.08:
                return {name: value for name, value in tree.items() if name != key}
            if how < 0.16:
                return {(f"z{name}" if name == key else name): value for name, value in tree.items()}
            if how < 0.24:
                return {**tree, self.rng.choice(["extra", "cmd", "foreach", "do", "x", "cache", "header", "path"]): self.anything()}
            return {**tree, key: self.spoil(tree[key])}
        if isinstance(tree, list) and tree and self.rng.random() < 0.85:
            place = self.rng.randrange(len(tree))
            return [*tree[:place], self.spoil(tree[place]), *tree[place + 1:]]
        return self.anything()


def stages_of(file):
    stages = file.get("stages") if isinstance(file, dict) else None
    for entry in (stages or {}).values():
        yield entry["do"] if "do" in entry else entry


def refused_later(file):
    """What passes the schema and never runs: the file's maps are right by then."""
    for stage in stages_of(file):
        named = [item for item in stage.get("params") or [] if isinstance(item, dict)]
        if any(keys and not isinstance(keys, list) for item in named for keys in item.values()):
            return "parameters of a file are no list: DVC takes letters or keys for their names"
        looks = [item for item in stage.get("plots") or [] if isinstance(item, dict)]
        if any(isinstance(look, list) for item in looks for look in item.values()):
            return "an output is plotted in several ways: DVC knows the form and refuses it"
    return None


def reason(file):
    try:
        COMPILED_MULTI_STAGE_SCHEMA(copy.deepcopy(file))
    except MultipleInvalid as error:
        return "; ".join(str(each) for each in error.errors)
    except Invalid as error:
        return str(error)
    return refused_later(file)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    choice = options.parse_args()
    for number in range(choice.count):
        rng = random.Random(f"{choice.seed}/{number}")
        author = Author(rng)
        file = author.file()
        for _ in range(rng.choice([0, 1, 1, 2])):
            file = author.spoil(file)
        why = reason(file)
        print(json.dumps({"file": file, "valid": why is None, "why": why}))


if __name__ == "__main__":
    main()
