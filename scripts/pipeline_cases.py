"""Random small DVC projects with edits and commands, in the form of the recorded cases in tests/golden/pipelines.

A case is {"files": {path: text}, "steps": [step, ...]}; a step is {"run": ["repro", ...]}, {"write": {path: text or
None}} or {"sh": command}. Left out is what exp does otherwise on purpose (README, "Where exp differs from DVC").
"""

import json

WORDS = ["alpha", "b", "c-1", "d_2", "Ünï", "x y", "e.f", "g"]
TEXTS = ["", "x", "two words", "it's", 'say "hi"', "- x", "a: b", "true", "null", "1.0", "0x1f", "1e3", "2024-01-02", "#c",
         "tab\there", "line\nbreak", "trailing ", " lead", "ünï", "日本", "@at", "%p", "a,b", "{x", "[y", "~", "yes", "=",
         "<<", "12:30", "*s", "&a", "!t", "|", ">", "?", "-", "long " * 25, "x" * 130, "\\n", "$x", "'", "🙂", "\u2028z"]
NUMBERS = [0, 1, -1, 7, 1.0, 0.5, 1e-5, 1e16, 123456789012345678901, 2.5, -0.0, 100000.0, 3.14159265358979]


def make_case(random):
    """Draws one case. Each family is a mix of everything with one thing drawn more often."""
    family = random.choice(["pipeline"] * 4 + ["templating"] * 4 + ["data"] * 2 + ["editing"] * 2 + ["broken"])
    return {"family": family, **Author(random, family).case()}


class Author:
    """One project being written."""

    def __init__(self, random, family):
        self.random, self.family = random, family
        self.files = {".dvc/config": "", ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n"}
        self.stages, self.sources, self.outs, self.params = {}, [], [], {}
        self.vars, self.data = {}, []

    def chance(self, share):
        return self.random.random() < share

    def case(self):
        self.sources_and_params()
        if self.chance(0.2):
            self.configure()
        if self.family != "data":
            self.pipeline()
        steps = []
        if self.family == "data" or self.chance(0.15):
            steps += self.track_data()
        for _ in range(self.random.randint(2, 6)):
            steps += self.command() if self.chance(0.6) else self.edit()
        steps += [{"run": ["status", "--json"]}, {"run": ["repro"]}] if self.stages else [{"run": ["status", "--json"]}]
        return {"files": self.files, "steps": steps}

    # ---- what is there at the start

    def content(self):
        return self.random.choice(["", "1\n", "2\n", "hello\n", "a\r\nb\r\n", "ünï\n", "x" * self.random.randint(0, 50)])

    def sources_and_params(self):
        for i in range(self.random.randint(1, 3)):
            self.files[f"in{i}"] = self.content()
            self.sources.append(f"in{i}")
        if self.chance(0.4):
            for name in self.random.sample(["a", "b c", "sub/x", "sub-a", "sub.b", "ü", ".hidden", "sub/y/z"], 3):
                self.files[f"src/{name}"] = self.content()
            self.sources.append("src")
        if self.chance(0.8):
            self.params = {"lr": self.scalar(), "n": self.random.choice([1, 2, 3]), "name": self.random.choice(TEXTS[:12]),
                           "train": {"epochs": 3, "opt": {"kind": "sgd", "m": self.scalar()}, "deep": self.value(2)},
                           "items": self.random.choice([["a", "b"], [1, 2], [1.5, "x"], [{"k": 1}, {"k": 2}]]),
                           "table": {"one": {"v": 1}, "two": {"v": self.scalar()}}, "flag": self.chance(0.5)}
            self.files["params.yaml"] = self.yaml(self.params)

    def scalar(self):
        return self.random.choice([*NUMBERS, *NUMBERS, *TEXTS, True, False, None])

    def value(self, depth):
        kind = self.random.random()
        if depth == 0 or kind < 0.5:
            return self.scalar()
        if kind < 0.75:
            return [self.value(depth - 1) for _ in range(self.random.randint(0, 3))]
        return {key: self.value(depth - 1) for key in self.random.sample(["p", "q", "r s", "ü"], self.random.randint(0, 3))}

    def yaml(self, data):
        """JSON is YAML; a plain block style as people write it is drawn half of the time."""
        if self.chance(0.5):
            text = json.dumps(data, ensure_ascii=False)
            # DVC keeps an escaped pair of surrogates apart, which text in exp cannot
            return (json.dumps(data) if max(text) <= "\uffff" and self.chance(0.5) else text) + "\n"
        return self.block(data, 0)

    def block(self, data, indent):
        pad, lines = " " * indent, []
        for key, value in data.items():
            name = json.dumps(key, ensure_ascii=False) if not key.isidentifier() else key
            if isinstance(value, dict) and value:
                lines.append(f"{pad}{name}:\n{self.block(value, indent + 2)}")
            elif isinstance(value, list) and value and all(not isinstance(item, (dict, list)) for item in value):
                items = "".join(f"{pad}- {json.dumps(item, ensure_ascii=False)}\n" for item in value)
                lines.append(f"{pad}{name}:\n{items}")
            else:
                lines.append(f"{pad}{name}: {json.dumps(value, ensure_ascii=False)}\n")
            if self.chance(0.1):
                lines.append(f"{pad}# a comment\n")
        return "".join(lines)

    def configure(self):
        lines = []
        if self.family == "templating" or self.chance(0.4):
            lines.append("[parsing]\n" + self.random.choice(
                ["    bool = boolean_optional\n", "    list = append\n", "    bool = store_true\n    list = nargs\n"]))
        if self.chance(0.4):
            lines.append("[cache]\n    type = " + self.random.choice(["copy", "hardlink", "symlink", '"hardlink,copy"']) + "\n")
        if self.chance(0.2):
            lines.append("[core]\n    autostage = true\n")
        self.files[".dvc/config"] = "".join(lines)

    # ---- stages

    def pipeline(self):
        for i in range(self.random.randint(1, 4)):
            self.stage(f"s{i}")
        if self.family == "templating":
            self.templates()
        if self.family == "broken":
            self.damage()
        self.save()
        if self.chance(0.15):
            self.files["sub/dvc.yaml"] = self.block({"stages": {"inner": {
                "cmd": "cat ../in0 > made", "deps": ["../in0"], "outs": ["made"]}}}, 0)

    def save(self):
        content = {"stages": self.stages}
        if self.vars:
            content = {"vars": self.vars, **content} if self.chance(0.8) else {**content, "vars": self.vars}
        self.files["dvc.yaml"] = self.block(content, 0)

    def stage(self, name):
        random = self.random
        deps = random.sample(self.sources + self.outs, random.randint(0, min(3, len(self.sources + self.outs))))
        out = f"out_{name}" if self.chance(0.85) else f"made/{name}"
        read = "".join(f"; cat {dep}/* 2>/dev/null || cat {dep} 2>/dev/null || true" for dep in deps)
        body = {"cmd": f"(echo {name}{read}) > {out}"}
        if out.startswith("made/"):
            body["cmd"] = f"mkdir -p made; {body['cmd']}"
        if self.chance(0.15):
            body["cmd"] = f"mkdir -p {out}/s; echo {name} > {out}/a; (echo 1{read}) > {out}/s/b"
        if self.chance(0.2):
            body["cmd"] = [body["cmd"], random.choice(["true", "echo 'it is' done", "echo \"quoted\" # c", "echo " + "w " * 60])]
        elif self.chance(0.1):
            body["cmd"] += "\necho second line"
        elif self.chance(0.15):
            body["cmd"] += " # " + random.choice(TEXTS).replace("\n", " ").replace("\u2028", " ")
        if deps:
            body["deps"] = deps
        body["outs"] = [out]
        if self.params and self.chance(0.5):
            body["params"] = self.tracked_params()
        if self.chance(0.25):
            body["cmd"] = self.also(body["cmd"], f"echo '{{\"m\": {random.randint(1, 3)}}}' > m_{name}.json")
            body[random.choice(["metrics", "plots"])] = [{f"m_{name}.json": {"cache": False}}] if self.chance(0.7) else [f"m_{name}.json"]
        if self.chance(0.1):
            body["outs"] = [{out: self.out_options()}]
        for key, share, value in [("frozen", 0.04, True), ("always_changed", 0.06, True), ("desc", 0.1, "what it does\nand more"),
                                  ("meta", 0.08, self.value(2))]:
            if self.chance(share):
                body[key] = value
        self.stages[name] = body
        self.outs.append(out)

    def also(self, cmd, more):
        return [*cmd, more] if isinstance(cmd, list) else f"{cmd}; {more}"

    def out_options(self):
        return self.random.choice([{"cache": False}, {"persist": True}, {"push": False}, {"desc": "d"}, {"type": "t", "labels": ["l"]}])

    def tracked_params(self):
        keys = self.random.sample(["lr", "n", "name", "train.epochs", "train", "train.opt.m", "items", "items.0", "table.one",
                                   "flag", "train.deep"], self.random.randint(1, 4))
        if self.chance(0.1):
            keys = [{"params.yaml": None}]
        if self.chance(0.15):
            self.files["more.json"] = json.dumps({"k": self.scalar(), "z": {"y": self.value(1)}})
            keys.append({"more.json": self.random.choice([["k"], ["z.y", "k"], None])})
        if self.chance(0.1):
            self.files["conf.toml"] = 'a = 1\nb = 1.0\n[t]\nwhen = 2\nl = ["x", "y"]\n'
            keys.append({"conf.toml": self.random.choice([["a"], ["t.l", "b"], ["t"]])})
        if self.chance(0.1):
            self.files["conf.py"] = 'A = 1\nB = "two"\nC = (1, 2.0, None)\n\n\nclass K:\n    d = {"x": [True]}\n\n    def __init__(self):\n        self.e = -1e-5\n'
            keys.append({"conf.py": self.random.choice([["A"], ["C", "B"], ["K"], ["K.e"], None])})
        return keys

    # ---- templates

    REFERENCES = ["lr", "n", "name", "train.epochs", "train.opt", "train.deep", "items", "items[0]", "items.1", "table.one",
                  "table.two.v", "flag", "extra", "nested.a", "nested", " n ", "items[-1]", "table[one]"]

    def reference(self, extra=()):
        return "${" + self.random.choice([*self.REFERENCES, *extra, *extra]) + "}"

    def templates(self):
        random = self.random
        if self.chance(0.6):
            self.vars = random.sample([{"extra": self.scalar()}, {"nested": {"a": self.scalar(), "b": self.value(1)}}, "v.yaml",
                                       "v.yaml:w", "more.toml", "params.yaml"], random.randint(1, 3))
            self.files["v.yaml"] = self.yaml({"w": self.value(1), "u": {"t": self.scalar()}})
            self.files["more.toml"] = 'mm = 5\n[train]\nextra = "new"\n'
        for name in list(self.stages):
            kind = random.random()
            body = self.stages[name]
            if kind < 0.35:
                self.use(body, name, ())
            elif kind < 0.65:
                items = random.choice([["p", "q"], [1, 2.5, True, None], "${items}", "${table}", {"k1": 1, "k2": {"z": "v"}},
                                       [{"a": 1}, {"a": "x y"}], "${train}", ["${n}", "${name}"], [], "${n}", ["r", "r"]])
                self.stages[name] = {"foreach": items, "do": self.group_body(name, ("item", "key", "item.a", "item.v", "item.z"))}
            elif kind < 0.8:
                axes = {axis: random.choice([["p", "q"], [1, 2], "${items}", [{"a": 1}, "s"], ["${n}", "z"], [True, None]])
                        for axis in random.sample(["ax", "by"], random.randint(1, 2))}
                self.stages[name] = {"matrix": axes, **self.group_body(name, ("item.ax", "item.by", "key", "item.ax.a"))}

    def group_body(self, name, extra):
        body = {"cmd": f"echo {self.reference(extra)} > g_{name}.txt", "deps": ["in0"]}
        self.use(body, name, extra)
        if self.chance(0.6):
            stem = self.random.choice(["${key}", "${item}", "${item.ax}", "${item}-x"])
            body["outs"] = [f"grp/{name}-{stem}"]
            body["cmd"] = f"mkdir -p grp; echo {self.reference(extra)} > 'grp/{name}-{stem}'"
        self.outs = [out for out in self.outs if not out.endswith(name)]
        return body

    def use(self, body, name, extra):
        random = self.random
        for _ in range(random.randint(1, 2)):
            place = random.random()
            if place < 0.5:
                end = random.choice(["", "/x", " \\${keep}", "$HOME${", "}", "$" + "{n}${n}"])
                body["cmd"] = self.also(body["cmd"], f"echo {self.reference(extra)}{end} > /dev/null")
            elif place < 0.6:
                body["deps"] = [*body.get("deps", []), f"in{self.reference(extra)}"]
            elif place < 0.7:
                body["desc"] = f"about {self.reference(extra)}"
            elif place < 0.8:
                body["meta"] = {"k": self.reference(extra), f"at-{self.reference(extra)}": [self.reference(extra)]}
            elif place < 0.9:
                body["params"] = [random.choice(["lr", "train.${name}", "${extra}", "n"])]
            else:
                body["vars"] = [random.choice([{"extra": 1}, {"own": {"x": 2}}, "v.yaml", {"n": 5}])]
                body["cmd"] = self.also(body["cmd"], "echo ${" + random.choice(["own.x", "extra", "u.t", "n"]) + "} > /dev/null")

    def damage(self):
        """Something that DVC may refuse."""
        random, name = self.random, self.random.choice(list(self.stages))
        body = self.stages[name]
        self.stages[name] = random.choice([
            lambda: {**body, "unknown": 1}, lambda: {**body, "deps": "in0"}, lambda: {**body, "frozen": "yes"},
            lambda: {key: value for key, value in body.items() if key != "cmd"}, lambda: {**body, "outs": ["in0"], "deps": ["in0"]},
            lambda: {**body, "outs": ["../outside"]}, lambda: {**body, "deps": ["out_" + name]}, lambda: {**body, "cmd": 5},
            lambda: {**body, "outs": ["same"], "metrics": ["same"]}, lambda: {**body, "wdir": "nowhere"}, lambda: {**body, "cmd": None},
            lambda: {**body, "params": [5]}, lambda: {**body, "params": [{"p.yaml": "x"}]}, lambda: {**body, "deps": ["dvc.yaml"]},
            lambda: {**body, "outs": [{"o": {"cash": True}}]}, lambda: {**body, "params": ["nope.x"] if self.params else ["lr"]}, lambda: {**body, "vars": ["nope.yaml"]},
            lambda: {**body, "cmd": []}, lambda: None, lambda: [], lambda: "text", lambda: {**body, "outs": ["made", "made/x"]},
            lambda: {"foreach": [1]}, lambda: {"foreach": 1, "do": body}, lambda: {"matrix": {}, **body}, lambda: {"matrix": [1], **body},
        ])()

    # ---- afterwards

    def track_data(self):
        self.files["raw.txt"] = self.content()
        self.files["images/1"] = self.content()
        self.files["images/n/2"] = self.content()
        if self.chance(0.4):
            self.files[".dvcignore"] = self.random.choice(["*.tmp\n", "/images/n\n", "n/\n!n/2\n", "#c\n\n1\n"])
        self.data = self.random.sample(["raw.txt", "images"], self.random.randint(1, 2))
        self.sources += self.data
        return [{"run": ["add", *self.data]}]

    def targets(self):
        names = [*self.stages, *self.stages, "dvc.yaml", *[f"{path}.dvc" for path in self.data], "nope", "sub/dvc.yaml:inner"]
        return [self.random.choice(names)] if self.chance(0.35) else []

    def command(self):
        random = self.random
        name = random.choice([*self.stages, "nope"])
        places = [*self.outs, *self.data, *self.targets()]
        place = [random.choice(places)] if places and self.chance(0.5) else []
        options = [
            (30, ["repro", *random.choice([[], [], [], ["-f"], ["-s"], ["--no-commit"], ["--no-run-cache"], ["--dry"], ["-p"], ["-P"],
                                           ["--downstream"], ["-k"], ["--allow-missing"], ["--force-downstream"]]), *self.targets()]),
            (8, ["status", "--json", *self.targets()]), (4, ["commit", "-f", *place]), (5, ["checkout", *random.choice([[], ["-f"]]), *place]),
            (3, ["gc", "-w", "-f"]), (2, ["stage", "list", "--name-only", *random.choice([[], ["--all"], ["-R"]])]),
            (3, ["dag", random.choice(["--dot", "--mermaid", "--md"]), *random.choice([[], ["--outs"], ["--full"]]), *self.targets()]),
            (2, ["freeze", name]), (2, ["unfreeze", name]), (2, ["params", "diff", "--json", *random.choice([[], ["--all"], ["--deps"]])]),
            (2, ["metrics", "show", "--json"]), (1, ["metrics", "diff", "--json", "--all"]), (2, ["remove", random.choice([name, *[f"{path}.dvc" for path in self.data]])]),
            (1, ["unprotect", *(place or ["in0"])]), (2, ["data", "status", "--json"] if False else ["status", "--json"]),
        ]
        if self.family == "editing":
            options += [(30, self.new_stage())]
        if self.data:
            options += [(6, ["add", *random.sample(self.data, 1)]), (4, ["checkout"]), (4, ["commit", "-f"])]
        chosen = random.choices([argv for _, argv in options], [weight for weight, _ in options])[0]
        if self.chance(0.06):
            return [{"sh": "mkdir -p ../store"}, {"run": ["remote", "add", "-d", "-f", "store", "../store"]},
                    {"run": ["push", *random.choice([[], ["--run-cache"]])]}, {"sh": "rm -rf .dvc/cache"},
                    {"run": random.choice([["pull"], ["fetch"], ["pull", "--run-cache"], ["status", "-c", "--json"]])}]
        return [{"run": chosen}]

    def new_stage(self):
        random = self.random
        argv = ["stage", "add", "-n", random.choice(["new", "other", *self.stages, "bad@name", "ü"])]
        for flag, values in [("-d", self.sources), ("-d", self.outs), ("-o", ["n1", "n2", "d/n3", "out_s0"]), ("-O", ["n4"]), ("-M", ["nm.json"]),
                             ("-m", ["nm2.json"]), ("--plots", ["np.csv"]), ("-p", ["lr", "n,train.epochs", "more.json:k,z", "conf.py:"]),
                             ("--desc", ["some words", "a: b"]), ("--outs-persist", ["n5"]), ("-w", [".", "src"])]:
            if values and self.chance(0.25):
                argv += [flag, random.choice(values)]
        argv += ["-f"] * self.chance(0.3) + ["--always-changed"] * self.chance(0.1)
        return [*argv, *random.choice([["echo 1 > n1"], ["echo", "two words", "x"], ["python", "t.py", "--name", "it's", ""], ["true"]])]

    def edit(self):
        random = self.random
        kind = random.random()
        if kind < 0.3:
            return [{"write": {random.choice([path for path in self.sources if path in self.files] or ["in0"]): self.content()}}]
        if kind < 0.4 and self.outs:
            return [{"sh": f"rm -rf {random.choice(self.outs)}"}]
        if kind < 0.5 and self.outs:
            return [{"sh": f"f={random.choice(self.outs)}; if [ -f $f ]; then rm -f $f; echo changed > $f; elif [ -d $f ]; then rm -f $f/a; echo n > $f/new; fi"}]
        if kind < 0.7 and self.params:
            key = random.choice(["lr", "n", "name", "flag"])
            self.params[key] = self.scalar() if key != "n" else random.choice([1, 2, 3])
            return [{"write": {"params.yaml": self.yaml(self.params)}}]
        if kind < 0.75:
            return [{"sh": "rm -rf .dvc/cache"}]
        if kind < 0.8:
            return [{"sh": "rm -f dvc.lock"}]
        if kind < 0.85 and self.data:
            return [{"sh": "echo more >> images/1 2>/dev/null || true"}]
        if self.stages and self.family != "broken":
            name = random.choice(list(self.stages))
            body = self.stages[name]
            if isinstance(body.get("cmd"), str) and kind < 0.93:
                body["cmd"] += " "
            elif "deps" in body and "foreach" not in body:
                body["deps"] = list(reversed(body["deps"]))
            content = {"stages": self.stages, **({"vars": self.vars} if self.vars else {})}
            return [{"write": {"dvc.yaml": self.block(content, 0)}}]
        return [{"write": {"in0": self.content()}}]
