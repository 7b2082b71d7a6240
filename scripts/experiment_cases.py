"""Short scenarios of DVC's experiment commands, in the form of the recorded cases (see tests/golden/record)."""

import random

DVC = {".dvc/config": "", ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n", ".dvcignore": ""}
TRAIN = {
    **DVC,
    ".gitignore": "/model.txt\n",
    "dvc.yaml": "stages:\n  train:\n    cmd: sh train.sh\n    deps:\n    - train.sh\n    params:\n    - lr\n    - epochs\n"
    "    outs:\n    - model.txt\n    metrics:\n    - metrics.json:\n        cache: false\n",
    "params.yaml": "# how fast\nlr: 0.1\nepochs: 3\n",
    "train.sh": "lr=$(sed -n 's/^lr: //p' params.yaml)\necho \"training with $lr\"\necho \"model $lr\" > model.txt\n"
    "echo \"{\\\"acc\\\": $lr}\" > metrics.json\n",
}
EDIT_YAML = (
    "# top comment\nlr: 0.1  # inline\nepochs: 3\n\n# about the model\nmodel:\n  name: 'resnet'\n  depth: 18\n"
    "  layers: [1, 2, 3]\n  opts:\n    - a\n    - b\nflag: true\nnone: null\ntext: \"quoted text\"\n"
)
EDIT_JSON = '{"a": 1, "b": {"c": [1, 2, {"d": null}], "e": "x"}, "f": 1.5, "g": true, "h": []}'
EDIT_TOML = (
    "# top\ntitle = \"x\" # inline\n\n[train]\nlr = 0.1\nsizes = [1, 2]\n\n[train.opt]\nname = 'adam'\nwhen = 2020-01-02\n"
    "\n[[runs]]\nn = 1\n\n[[runs]]\nn = 2\n"
)
EDIT_PY = (
    "# settings\nLR = 0.1  # rate\nSIZES = [1, 2]\nFLAG: bool = True\nNONE = None\n\n\nclass Train:\n    epochs = 3\n"
    "    rate = 0.5\n\n    def __init__(self):\n        self.seed = 7\n"
)
PIPELINE = {
    **DVC,
    ".gitignore": "/a.txt\n/b.txt\n",
    "dvc.yaml": "stages:\n  a:\n    cmd: echo a$(grep -c . params.yaml) > a.txt && echo made a\n    params: [x]\n    outs: [a.txt]\n"
    "  b:\n    cmd: cat a.txt > b.txt && echo made b\n    deps: [a.txt]\n    params: [y]\n    outs: [b.txt]\n"
    "  c:\n    cmd: 'sed -n \"s/^y: //p\" params.yaml > score.json'\n    deps: [b.txt]\n    params: [y]\n"
    "    metrics: [score.json: {cache: false}]\n",
    "params.yaml": "x: 1\ny: 2\nz: 3\n",
}
REMOTE = (
    "git init -q --bare ../remote.git && git remote add origin ../remote.git && git push -q origin main && mkdir ../store"
    " && printf \"['remote \\\"store\\\"']\\n    url = %s\\n\" \"$(dirname $PWD)/store\" > .dvc/config.local"
)
WITH_REMOTE = {**TRAIN, ".dvc/config": "[core]\n    remote = store\n['remote \"store\"']\n    url = nowhere\n"}

BEGIN = {"sh": "git init -q -b main && git add -A && git commit -q -m baseline"}
TRAINED = [{"run": ["dvc", "repro", "-q"]}, {"sh": "git add -A && git commit -q -m trained"}]
CLEAN = {"sh": "git checkout -q -f main && git clean -fdq"}
LATER = {"sh": "sleep 1.1"}
SHOW_QUEUE = {
    "sh": "git log -g --format='%gs' refs/exps/celery/stash; for r in $(git log -g --format='%H' refs/exps/celery/stash);"
    " do git show $r:params.yaml | tr '\\n' ';'; echo; done"
}


def run(*words, **more):
    return {"run": ["dvc", "exp", *words], **more}


def dvc(*words, **more):
    return {"run": ["dvc", *words], **more}


def sh(script, **more):
    return {"sh": script, **more}


def write(path, text):
    return {"write": {path: text}}


def temp(name, *words):
    return run("run", "--temp", "-n", name, *words)


def queue(name, *words):
    return run("run", "--queue", "-n", name, *words)


def second():
    return sh("git checkout -q -f main && git clean -fdq && git commit -q --allow-empty -m second")


LIST_A = run("list", "-A", sort=["stdout"])


class Catalogue:
    """Collects cases by name; equal names get a number."""

    def __init__(self):
        self.cases = {}

    def add(self, name, steps, files=None, begin=True):
        base, n = name, 1
        while name in self.cases:
            n += 1
            name = f"{base}-{n}"
        self.cases[name] = {
            "name": name, "about": name, "dvc": "3.67.1", "files": dict(files or TRAIN),
            "steps": [*([BEGIN] if begin else []), *steps],
        }


def edit_project(path, text):
    return {**DVC, path: text, "dvc.yaml": f"stages:\n  s:\n    cmd: \"true\"\n    deps:\n    - {path}\n"}


YAML_EDITS = [
    ["lr=0.5"], ["lr=5"], ["lr=null"], ["lr=text"], ["lr='0.5'"], ["epochs=-1"], ["model.name=vgg"], ["model.name=null"],
    ["model.depth=1.5"], ["model.layers=[]"], ["model.layers=[4]"], ["model.layers.2=x"], ["model.layers.3=x"],
    ["model.layers.-1=x"], ["model.opts.0=[1,2]"], ["+model.opts.2=c"], ["~model.opts.0"], ["~model.depth"], ["~model"],
    ["flag=false"], ["none=5"], ["text=''"], ["text=\"a: b # c\""], ["+a.b.c={d:1}"], ["++new=1"], ["++lr=2"],
    ["++model.depth=2"], ["+model.new=[1,{a:b}]"], ["lr=0.5", "epochs=7", "model.depth=2"],
    ["++model={a:1}"], ["lr.x=1"], ["+lr.x=1"], ["~lr=0.2"], ["~lr=0.1"], ["~model.name=resnet"], ["lr="], ["lr=''"],
    ["lr=a b c"], ["lr=a:b"], ["lr=a=b"], ["text=null"], ["text=~"], ["=5"], ["lr==5"], ["lr=[1,[2,[3]]]"],
    ["lr={a:{b:[1,2]}}"], ["++lr={a:{b:[1,2]}}"], ["params.yaml:lr=3"], ["./params.yaml:lr=3"], ["nope.yaml:lr=3"],
    ["lr=${epochs}"], ["text=x-${epochs}-y"], ["text=\"${model.name}\""], ["lr=${nope}"],
    ["lr=int(3.9)"], ["lr=float(3)"], ["lr=str(3)"], ["lr=bool(1)"], ["lr=bool(x)"], ["lr=int(a)"],
    ["lr=1e400"], ["lr=-1e-7"], ["lr=1_0"], ["lr=.5"], ["lr=5."], ["lr=0b1"], ["lr=0o7"], ["lr=1e"], ["lr=+.inf"],
    ["lr=\\,"], ["lr=a\\,b"], ["lr='a,b'"], ["lr=\"it's\""], ["lr='it\\'s'"], ["lr=a\\ b"], ["lr=\\\\"], ["lr=é"],
    ["lr='é ü'"], ["lr=%d"], ["lr=@x"], ["lr=*"], ["lr=&a"], ["lr=!x"], ["lr=?"], ["lr=-"], ["lr=--"], ["lr='- x'"],
    ["lr='  x'"], ["lr='x  '"], ["lr='multi\nline'"], ["lr=2020-01-02"], ["lr=12:30:00"], ["lr=1.2.3"], ["lr='null'"],
    ["lr='~'"], ["lr='yes'"], ["lr=no"], ["lr=Off"], ["lr=y"], ["lr=<<"], ["+<<=1"], ["+_x=1"], ["+x-y.z_1=1"],
    ["+1a=2"], ["+1=2"], ["+a b=2"], ["+é=2"], ["lr@pkg=1"], ["+lr@pkg=1"], ["~lr@pkg"], ["+@=1"], ["lr"], ["~"], ["+"],
    ["++"], ["~nope.deep"], ["model.nope=1"], ["nope.deep=1"], ["lr=0.5", "lr=0.6"], ["+k=1", "+k=2"], ["~lr", "lr=2"],
    ["lr=1,epochs=2"], ["lr=json_str({a:1})"], ["lr=extend_list(1)"], ["model.layers=extend_list(4,5)"], ["lr=glob(*)"],
]
SCALARS = ["5", "-0.25", "true", "null", "word", "'5'", "[1,a]", "{k:v}", "1e-05", "a b"]
YAML_FILES = {
    "plain": "a: 1\nb: two\nc: 3.0\n",
    "nested": "a:\n  b:\n    c: 1\n    d: [x, y]\n  e: f\nz: 0\n",
    "comments": "# one\na: 1 # two\n\n# three\nb: # four\n  c: 1 # five\n  # six\n  d: 2\n# seven\n",
    "anchors": "base: &base\n  x: 1\n  y: 2\nuse:\n  <<: *base\n  y: 3\na: 1\n",
    "alias": "a: &v 1\nb: *v\nlist: &l [1, 2]\nmore: *l\n",
    "quotes": "a: '1'\nb: \"two\"\nc: 'it''s'\nd: \"tab\\t\"\ne: !!str 5\n",
    "blocks": "a: 1\nb: |\n  line one\n  line two\nc: >\n  folded\n  text\nd: |-\n  strip\n",
    "flow": "a: {x: 1, y: [1, 2]}\nb: [a, b, {c: d}]\nc: {}\nd: []\n",
    "indent": "a:\n    b: 1\n    c:\n        - x\n        - y\n",
    "zero-indent": "a:\n- x\n- y\nb: 1\n",
    "docstart": "---\na: 1\nb: 2\n",
    "docend": "a: 1\nb: 2\n...\n",
    "spaces": "a:   1\nb:    two   \n\n\nc: 3\n",
    "long": "a: 1\nb: " + "word " * 30 + "end\n",
    "bools": "a: yes\nb: no\nc: on\nd: True\ne: FALSE\nf: ~\ng:\n",
    "numbers": "a: 1\nb: 0x1F\nc: 0o17\nd: 1_000\ne: 1e3\nf: .5\ng: +1\nh: 1.10\ni: 017\nj: 1e-7\n",
    "keys": "1: a\n1.5: b\ntrue: c\n'q r': d\na-b: e\nnull: f\na: 1\n",
    "list-of-maps": "a: 1\nruns:\n- name: x\n  lr: 1\n- name: y\n  lr: 2\n",
    "empty-values": "a:\nb: ''\nc: {}\nd: []\n",
    "dup": "a: 1\na: 2\n",
    "tabs": "a: 1\nb:\tx\n",
    "unicode": "a: 1\nb: \"h\\u00e9llo\"\nc: ünï\n",
}


def yaml_edits(cat):
    for i, overrides in enumerate(YAML_EDITS):
        words = [w for o in overrides for w in ("-S", o)]
        cat.add(f"params-edit/yaml-{i:03}", [run("run", "-n", "e1", *words)], edit_project("params.yaml", EDIT_YAML))
    for name, text in YAML_FILES.items():
        cat.add(f"params-edit/file-{name}", [run("run", "-n", "e1", "-S", "a=7")], edit_project("params.yaml", text))
        cat.add(f"params-edit/add-{name}", [run("run", "-n", "e1", "-S", "+new.key=7", "-S", "~a")],
                edit_project("params.yaml", text))
    cat.add("params-edit/empty", [run("run", "-n", "e1", "-S", "+a=7")], edit_project("params.yaml", ""))
    cat.add("params-edit/only-comment", [run("run", "-n", "e1", "-S", "+a=7")], edit_project("params.yaml", "# x\n"))
    cat.add("params-edit/scalar", [run("run", "-n", "e1", "-S", "+a=7")], edit_project("params.yaml", "5\n"))


def other_edits(cat):
    for i, override in enumerate([
        "a=2", "b.e=y", "b.c.0=9", "b.c.2.d=z", "+new={x:1}", "~f", "g=null", "f=1e-7", "a=é", "a='é'", "h=[1]",
        "nope=1", "+b.n.m=1", "++b={e:1,z:2}", "b={e:1}", "~b.c", "a=1e30", "a=nan", "f=2.0",
    ]):
        cat.add(f"params-edit/json-{i:03}", [run("run", "-n", "e1", "-S", f"conf.json:{override}")],
                edit_project("conf.json", EDIT_JSON))
    for i, text in enumerate(['{\n  "a": 1,\n  "b": 2\n}\n', '{"a":1}', "[1, 2]", "{}", '{"a": "\\u00e9", "b": "é"}',
                              '{"a": 1, "a": 2}', '{"a": NaN}', '{"x": {"a": 1}, "a": [ ]}\n']):
        cat.add(f"params-edit/json-file-{i}", [run("run", "-n", "e1", "-S", "conf.json:++a=5")],
                edit_project("conf.json", text))
    for i, override in enumerate([
        "title=y", "title=5", "train.lr=1e-5", "train.lr=1", "train.sizes=[3]", "train.sizes.0=9", "train.opt.name=sgd",
        "+train.new=1", "+top.deep.x=1", "~title", "~train.opt", "~train.opt.name", "runs.0.n=5", "+runs.0.m=1",
        "train.opt={name:x}", "++train.opt={a:1}", "title=null", "title='é'", "train.lr=inf", "+flag=true", "nope=1",
        "title=\"multi\nline\"", "title='it\"s'", "runs=[]", "+e={}", "train.sizes=[[1],[2]]", "train.sizes=[1,a]",
    ]):
        cat.add(f"params-edit/toml-{i:03}", [run("run", "-n", "e1", "-S", f"conf.toml:{override}")],
                edit_project("conf.toml", EDIT_TOML))
    for i, text in enumerate(["a = 1\n", "a = 1 # c\nb = 2", "[t]\n# c\na = 1\n", "a = 'x'\n[t.u]\nv = 1\n", "\"q r\" = 1\na = 1\n",
                              "a = [\n  1, # one\n  2,\n]\n", "a.b = 1\n", "[[x]]\ny = 1\n", ""]):
        cat.add(f"params-edit/toml-file-{i}", [run("run", "-n", "e1", "-S", "conf.toml:++a=5")],
                edit_project("conf.toml", text))
    for i, override in enumerate([
        "LR=0.2", "SIZES=[3]", "FLAG=false", "NONE=5", "Train.epochs=4", "Train.rate=1.5", "Train.seed=1", "nope=1",
        "Train.nope=1", "LR=null", "LR=1", "SIZES.0=3",
    ]):
        cat.add(f"params-edit/py-{i:03}", [run("run", "-n", "e1", "-S", f"params.py:{override}")],
                edit_project("params.py", EDIT_PY))
    two = {**edit_project("params.yaml", "a: 1\n"), "conf/b.json": '{"x": 1}', "c.toml": "y = 1\n"}
    cat.add("params-edit/many-files", [run("run", "-n", "e1", "-S", "a=2", "-S", "conf/b.json:x=2", "-S", "c.toml:y=2")], two)
    cat.add("params-edit/one-bad", [run("run", "-n", "e1", "-S", "a=2", "-S", "c.toml:nope=2")], two)
    cat.add("params-edit/first-bad", [run("run", "-n", "e1", "-S", "nope=2", "-S", "c.toml:y=2")], two)
    cat.add("params-edit/temp-many", [temp("e1", "-S", "a=2", "-S", "conf/b.json:+z.q=2"), LIST_A, run("apply", "e1")], two)
    cat.add("params-edit/queue-many", [queue("q", "-S", "a=2,3", "-S", "c.toml:y=choice(5,6)"), SHOW_QUEUE], two)
    cat.add("params-edit/unknown-suffix", [run("run", "-n", "e1", "-S", "conf.ini:a=2")], {**two, "conf.ini": "a: 1\n"})
    cat.add("params-edit/new-json", [run("run", "-n", "e1", "-S", "new.json:+a=2")], two)
    cat.add("params-edit/new-toml", [run("run", "-n", "e1", "-S", "new.toml:+a.b=2")], two)
    cat.add("params-edit/new-in-folder", [run("run", "-n", "e1", "-S", "deep/new.yaml:+a.b=2")], two)
    cat.add("params-edit/subfolder", [run("run", "-n", "e1", "-S", "b.json:x=7", cwd="conf")], two)
    cat.add("params-edit/failing-stage", [run("run", "-n", "e1", "-S", "a=2")],
            {**two, "dvc.yaml": "stages:\n  s:\n    cmd: exit 4\n    deps: [params.yaml]\n"})


SWEEPS = [
    ["lr=0.1,0.2"], ["lr=choice(a,b,c)"], ["epochs=range(3)"], ["epochs=range(0,10,4)"], ["epochs=range(5,1,-2)"],
    ["lr=range(0,1,0.25)"], ["lr=shuffle(1)"], ["lr=sort(c,a,b)"], ["lr=sort(3,1,2,reverse=true)"], ["lr=tag(t,1,2)"],
    ["lr=1,2", "epochs=3,4", "+new=5,6"], ["+a.b=1,2"], ["++lr=1,2"], ["~lr=1,2"], ["lr={a:1},{a:2}"],
    ["++lr={a:1},{a:2}"], ["lr=[1],[2,3]"], ["lr='a,b','c'"], ["lr=int(1.5),int(2.5)"], ["lr=null,true,1.0,x"],
    ["lr=choice(1,2)", "epochs=choice(1)"], ["lr=choice(1,2)", "epochs=9"], ["lr=1,1"], ["lr=1,"], ["lr=,1"],
    ["lr=choice()"], ["lr=range(1)"], ["lr=range(1,2)"], ["lr=interval(1,2)"], ["lr=glob(*)"], ["lr=1,2", "lr=3,4"],
    ["lr=1", "lr=3,4"], ["lr=1e-3,1e-4"], ["epochs=float(1,2)"], ["epochs=str(range(1,3))"], ["lr=sort(range(3,0,-1))"],
    ["lr=a b,c d"], ["lr=true,false", "epochs=1,2", "lr=x"], ["nope=1,2"],
]


def sweeps(cat):
    for i, overrides in enumerate(SWEEPS):
        words = [w for o in overrides for w in ("-S", o)]
        cat.add(f"sweep/named-{i:02}", [queue("s", *words), SHOW_QUEUE, dvc("queue", "status")])
    cat.add("sweep/unnamed", [run("run", "--queue", "-S", "lr=1,2"), SHOW_QUEUE])
    cat.add("sweep/taken-force", [temp("s-2"), queue("s", "-f", "-S", "lr=1,2"), SHOW_QUEUE])
    cat.add("sweep/dirty", [write("params.yaml", "lr: 9\nepochs: 8\n"), queue("s", "-S", "lr=1,2"), SHOW_QUEUE])
    cat.add("sweep/temp", [temp("s", "-S", "lr=1,2")])
    cat.add("sweep/workspace", [run("run", "-n", "s", "-S", "lr=choice(1)")])
    cat.add("sweep/message", [queue("s", "-m", "hello", "-S", "lr=1,2"), SHOW_QUEUE])
    cat.add("sweep/remove-one", [queue("s", "-S", "lr=1,2,3"), run("remove", "s-2"), SHOW_QUEUE, run("remove", "--queue"),
                                 dvc("queue", "status")])
    cat.add("sweep/show", [queue("s", "-S", "lr=1"), LATER, queue("t", "-S", "lr=2"), run("show", "--json"),
                           run("show", "--csv"), run("show", "--csv", "--hide-queued")])


def runs(cat):
    cat.add("run/again", [run("run", "-n", "e1"), run("run", "-n", "e2"), LIST_A])
    cat.add("run/auto-name", [run("run"), LIST_A])
    cat.add("run/force", [*TRAINED, run("run", "-f", "-n", "e1")])
    cat.add("run/force-taken", [run("run", "-n", "e1"), run("run", "-f", "-n", "e1", "-S", "lr=2"), LIST_A])
    cat.add("run/force-temp-taken", [temp("e1"), temp("e1", "-f", "-S", "lr=2"), LIST_A])
    cat.add("run/quiet", [run("run", "-q", "-n", "e1"), temp("e2", "-q", "-S", "lr=3")])
    cat.add("run/dry-params", [run("run", "--dry", "-S", "lr=4"), run("run", "--dry", "--temp", "-n", "d")])
    cat.add("run/message-temp", [temp("e1", "-m", "text"), run("run", "-n", "e2", "-M", "text")])
    cat.add("run/detached", [*TRAINED, sh("git checkout -q --detach"), run("run", "-n", "e1", "-S", "lr=5"), LIST_A,
                             sh("git symbolic-ref -q HEAD; git rev-parse HEAD")])
    cat.add("run/detached-old", [*TRAINED, sh("git checkout -q HEAD~1"), run("run", "-n", "e1", "-S", "lr=5"), LIST_A])
    cat.add("run/branch", [*TRAINED, sh("git checkout -q -b work"), run("run", "-n", "e1", "-S", "lr=5"), LIST_A,
                           sh("git checkout -q -f main"), run("list"), run("show", "--json", "-a")])
    cat.add("run/tagged", [*TRAINED, sh("git tag v1"), run("run", "-n", "e1", "-S", "lr=5"), LIST_A,
                           run("show", "--json", "-T")])
    cat.add("run/two-baselines", [run("run", "-n", "e1"), second(), run("run", "-n", "e1", "-S", "lr=2"), LIST_A,
                                  run("list", "--rev", "HEAD~1")])
    cat.add("run/untracked-file", [write("note.txt", "x\n"), run("run", "-n", "e1"), temp("e2", "-S", "lr=3")])
    cat.add("run/ignored-params", [run("run", "-n", "e1", "-S", "local.yaml:a=2")],
            {**TRAIN, ".gitignore": "/model.txt\n/local.yaml\n", "local.yaml": "a: 1\n"})
    cat.add("run/deleted-file", [sh("rm .dvcignore"), run("run", "-n", "e1"), temp("e2", "-S", "lr=3")])
    cat.add("run/deleted-dep", [sh("rm train.sh"), run("run", "-n", "e1"), temp("e2", "-S", "lr=3")])
    cat.add("run/mode", [sh("chmod +x train.sh"), run("run", "-n", "e1"), sh("git diff --summary")])
    cat.add("run/symlink", [sh("ln -s params.yaml link && git add link && git commit -q -m link"), temp("e1", "-S", "lr=2"),
                            run("apply", "e1")])
    cat.add("run/committed-then-skip", [*TRAINED, run("run", "-n", "e1"), temp("e2"), LIST_A])
    cat.add("run/restore", [*TRAINED, run("run", "-n", "e1", "-S", "lr=2"), CLEAN, run("run", "-n", "e2", "-S", "lr=2"),
                            temp("e3", "-S", "lr=2")])
    cat.add("run/targets-temp", [temp("e1", "a"), temp("e2", "dvc.yaml:b")], PIPELINE)
    cat.add("run/single-item", [run("run", "-n", "e1", "-s", "a"), run("run", "-n", "e2", "-s", "b", "-S", "y=5")], PIPELINE)
    cat.add("run/downstream", [run("run", "-n", "e1"), sh("git add -A && git commit -q -m t"),
                               run("run", "-n", "e2", "--downstream", "b", "-S", "y=9")], PIPELINE)
    cat.add("run/force-downstream", [run("run", "-n", "e1"), sh("git add -A && git commit -q -m t"),
                                     run("run", "-n", "e2", "--force-downstream", "-S", "x=9")], PIPELINE)
    cat.add("run/chain", [run("run", "-n", "e1", "-S", "x=4"), run("run", "-n", "e2", "-S", "y=7"), CLEAN,
                          run("run", "-n", "e3", "-S", "z=0")], PIPELINE)
    cat.add("run/pipeline-flags", [run("run", "-n", "e1", "-P"), run("run", "-n", "e2", "-p", "b", "-S", "y=4")], PIPELINE)
    cat.add("run/interactive", [run("run", "-n", "e1", "-i")])
    cat.add("run/jobs", [run("run", "-n", "e1", "-j", "2")])
    cat.add("run/temp-and-queue", [run("run", "--temp", "--queue", "-n", "e1"), dvc("queue", "status")])
    cat.add("run/allow-missing", [*TRAINED, sh("rm -rf model.txt .dvc/cache"), run("run", "-n", "e1", "--allow-missing"),
                                  temp("e2", "--allow-missing")])
    cat.add("run/pull-no-remote", [*TRAINED, run("run", "-n", "e1", "--pull")])
    cat.add("run/lost-cache", [*TRAINED, sh("rm -rf model.txt .dvc/cache"), run("run", "-n", "e1")])
    cat.add("run/no-stages", [run("run", "-n", "e1"), temp("e2")], {**DVC, "dvc.yaml": "stages: {}\n"})
    cat.add("run/metrics-only", [run("run", "-n", "e1"), run("show", "--json")],
            {**DVC, "dvc.yaml": "metrics: [m.json]\nparams: [p.yaml]\n", "m.json": '{"a": 1}', "p.yaml": "q: 1\n"})
    cat.add("run/untracked-metrics", [write("m.json", "{\"a\": 2}"), run("run", "-n", "e1"), run("show", "--json")],
            {**DVC, "dvc.yaml": "metrics: [m.json]\nstages:\n  s:\n    cmd: 'true'\n"})
    cat.add("run/plots", [run("run", "-n", "e1"), run("show", "--json")],
            {**DVC, ".gitignore": "/p.csv\n", "dvc.yaml": "stages:\n  s:\n    cmd: printf 'a,b\\n1,2\\n' | tee p.csv > q.csv\n"
             "    plots: [p.csv, q.csv: {cache: false}]\nplots:\n- q.csv:\n    x: a\n    y: b\n"})
    cat.add("run/dir-out", [run("run", "-n", "e1"), run("show", "--json"), temp("e2", "-S", "x=3"), run("apply", "e2")],
            {**DVC, ".gitignore": "/d\n", "params.yaml": "x: 1\n",
             "dvc.yaml": "stages:\n  s:\n    cmd: mkdir -p d/e && cp params.yaml d/a && echo b > d/e/b\n    params: [x]\n    outs: [d]\n"})
    cat.add("run/persist", [run("run", "-n", "e1"), run("run", "-n", "e2", "-S", "x=2"), temp("e3", "-S", "x=3")],
            {**DVC, ".gitignore": "/log\n", "params.yaml": "x: 1\n",
             "dvc.yaml": "stages:\n  s:\n    cmd: cat params.yaml >> log\n    params: [x]\n    outs: [log: {persist: true}]\n"})
    cat.add("run/always-changed", [run("run", "-n", "e1"), run("run", "-n", "e2")],
            {**DVC, "dvc.yaml": "stages:\n  s:\n    cmd: echo ran\n    always_changed: true\n"})
    cat.add("run/env", [run("run", "-n", "e1"), temp("e2")],
            {**DVC, "dvc.yaml": "stages:\n  s:\n    cmd: 'echo $DVC_EXP_NAME $DVC_STAGE; test -n \"$DVC_EXP_BASELINE_REV\" && test -d \"$DVC_ROOT\"/.dvc'\n"})
    cat.add("run/hooks", [sh("printf '#!/bin/sh\\nexit 1\\n' > .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit"),
                          run("run", "-n", "e1"), temp("e2", "-S", "lr=2"), run("save", "-n", "s1")])
    cat.add("run/foreach", [run("run", "-n", "e1", "s@x"), run("run", "-n", "e2")],
            {**DVC, "dvc.yaml": "stages:\n  s:\n    foreach: [x, y]\n    do:\n      cmd: echo ${item} > ${item}.txt\n      outs: [{'${item}.txt': {cache: false}}]\n".replace("[{'${item}.txt': {cache: false}}]", "\n      - ${item}.txt:\n          cache: false")})
    cat.add("run/template", [run("run", "-n", "e1", "-S", "v=2"), LATER, temp("e2", "-S", "v=3"), run("show", "--json")],
            {**DVC, "params.yaml": "v: 1\n", "dvc.yaml": "stages:\n  s:\n    cmd: echo ${v} > out.txt\n    outs:\n    - out.txt:\n        cache: false\n"})
    cat.add("run/two-files", [run("run", "-n", "e1", "sub/dvc.yaml:t"), run("run", "-n", "e2"), run("run", "-n", "e3", "-P")],
            {**DVC, "dvc.yaml": "stages:\n  s:\n    cmd: echo s\n", "sub/dvc.yaml": "stages:\n  t:\n    cmd: echo t\n"})
    cat.add("run/recursive", [run("run", "-n", "e1", "-R", "sub"), temp("e2", "-R", "sub")],
            {**DVC, "dvc.yaml": "stages:\n  s:\n    cmd: echo s\n", "sub/dvc.yaml": "stages:\n  t:\n    cmd: echo t\n"})
    sub = {f"proj/{k}": v for k, v in TRAIN.items()}
    cat.add("run/subdir-temp", [temp("e1", "-S", "lr=2") | {"cwd": "proj"}, LIST_A | {"cwd": "proj"},
                                run("apply", "e1", cwd="proj"), run("show", "--json", cwd="proj")], sub)
    cat.add("run/subdir-save", [dvc("repro", "-q", cwd="proj"), run("save", "-n", "s1", cwd="proj"),
                                run("remove", "s1", cwd="proj")], sub)
    cat.add("run/subdir-queue", [queue("q1", "-S", "lr=2,3") | {"cwd": "proj"}, run("show", "--csv", cwd="proj")], sub)
    cat.add("run/inner-folder", [run("run", "-n", "e1", cwd="in"), temp("e2") | {"cwd": "in"}, run("list", cwd="in"),
                                 run("show", "--json", cwd="in")], {**TRAIN, "in/x": "1\n"})
    cat.add("run/inner-pipeline", [run("run", "-n", "e1", cwd="in"), temp("e2") | {"cwd": "in"}],
            {**DVC, "in/dvc.yaml": "stages:\n  s:\n    cmd: echo in $(basename $PWD)\n", "dvc.yaml": "stages:\n  t:\n    cmd: echo top\n"})


def failures(cat):
    bad = {**TRAIN, "train.sh": TRAIN["train.sh"] + "exit 3\n"}
    cat.add("failure/temp", [temp("e1", "-S", "lr=2"), run("list"), run("show", "--json")], bad)
    cat.add("failure/then-fixed", [run("run", "-n", "e1"), write("train.sh", TRAIN["train.sh"]), run("run", "-n", "e1"), LIST_A], bad)
    cat.add("failure/keep-going", [run("run", "-n", "e1", "-k"), temp("e2", "-k")],
            {**DVC, "dvc.yaml": "stages:\n  a:\n    cmd: exit 2\n  b:\n    cmd: echo b\n"})
    cat.add("failure/ignore-temp", [temp("e1", "--ignore-errors")], bad)
    cat.add("failure/missing-out", [run("run", "-n", "e1"), temp("e2")],
            {**DVC, ".gitignore": "/o\n", "dvc.yaml": "stages:\n  a:\n    cmd: 'true'\n    outs: [o]\n"})
    cat.add("failure/signal", [run("run", "-n", "e1")], {**DVC, "dvc.yaml": "stages:\n  a:\n    cmd: kill -9 $$\n"})
    cat.add("failure/not-found", [run("run", "-n", "e1")], {**DVC, "dvc.yaml": "stages:\n  a:\n    cmd: no-such-program\n"})
    cat.add("failure/list-cmd", [run("run", "-n", "e1")], {**DVC, "dvc.yaml": "stages:\n  a:\n    cmd: [echo one, exit 5, echo two]\n"})
    cat.add("failure/cycle", [run("run", "-n", "e1"), temp("e2")],
            {**DVC, "dvc.yaml": "stages:\n  a:\n    cmd: 'true'\n    deps: [x]\n    outs: [y]\n  b:\n    cmd: 'true'\n    deps: [y]\n    outs: [x]\n"})
    cat.add("failure/bad-yaml", [run("run", "-n", "e1"), run("run", "--queue"), run("save"), run("show", "--json"), run("list")],
            {**DVC, "dvc.yaml": "stages:\n  a: [\n"})
    cat.add("failure/bad-schema", [run("run", "-n", "e1"), run("show", "--json")], {**DVC, "dvc.yaml": "stages:\n  a:\n    cmdd: x\n"})
    cat.add("failure/missing-param", [run("run", "-n", "e1", "-S", "~lr"), temp("e2", "-S", "~lr")])
    cat.add("failure/missing-params-file", [run("run", "-n", "e1")],
            {**DVC, "dvc.yaml": "stages:\n  a:\n    cmd: 'true'\n    params: [lr]\n"})
    cat.add("failure/name-free-after", [run("run", "-n", "e1"), run("list"), sh("git for-each-ref refs/exps; git stash list; git symbolic-ref HEAD")], bad)
    cat.add("failure/queue-target", [run("run", "--queue", "-n", "q", "nope"), dvc("queue", "status")])
    cat.add("failure/bad-params", [temp("e1", "-S", "nope=1"), queue("q1", "-S", "nope=1"), dvc("queue", "status")])


def basics(cat):
    names = ["e1", "x.y", "-x", "a@b", "@", "a@{b", "x y", "", "A", "HEAD", "main", "1234567", "a" * 60, "ü", "a%b", "x.", "a//b", "a\\b", "q?"]
    for i, name in enumerate(names):
        cat.add(f"names/odd-{i:02}", [temp(name), LIST_A])
    cat.add("names/taken-other-baseline", [temp("e1"), second(), temp("e1", "-S", "lr=2"), LIST_A, run("diff", "e1", "--json")])
    cat.add("names/save-taken", [*TRAINED, temp("e1"), run("save", "-n", "e1"), run("save", "-f", "-n", "e1"), LIST_A])
    cat.add("names/invalid-save", [*TRAINED, run("save", "-n", "a/b"), run("save", "-n", "x y"), run("save", "-n", "a..b")])
    cat.add("names/invalid-rename", [temp("e1"), run("rename", "e1", "a/b"), run("rename", "e1", "x y"), run("rename", "e1", "é"), LIST_A])
    cat.add("names/invalid-queue", [queue("a/b"), queue("x y"), queue("é"), dvc("queue", "status")])
    cat.add("branch/default", [temp("e1", "-S", "lr=2"), run("branch", "e1"), run("branch", "e1"), sh("git log --format=%s e1-branch | head -1 | cut -c1-20")])
    cat.add("branch/by-rev", [temp("e1", "-S", "lr=2"), sh("git for-each-ref --format='%(objectname)' refs/exps/??"), run("list", "--sha-only"), run("branch", "<rev:2>", "b")])
    cat.add("branch/bad-name", [temp("e1"), run("branch", "e1", "a b"), run("branch", "e1", "x..y"), run("branch", "e1", "dir/name"), sh("git branch")])
    cat.add("branch/queued", [queue("q1"), run("branch", "q1", "b")])
    cat.add("branch/then-show", [temp("e1", "-S", "lr=2"), run("branch", "e1", "b"), run("show", "--json", "-a"), run("list", "-A")])
    cat.add("branch/missing-args", [run("branch"), run("branch", "nope")])
    cat.add("rename/queued", [queue("q1"), run("rename", "q1", "q2"), dvc("queue", "status")])
    cat.add("rename/force", [temp("e1"), temp("e2", "-S", "lr=2"), run("rename", "-f", "e1", "e2"), LIST_A])
    cat.add("rename/other-baseline", [temp("e1"), second(), temp("e2"), run("rename", "e1", "x"), LIST_A])
    cat.add("rename/applied", [temp("e1", "-S", "lr=2"), run("apply", "e1"), run("rename", "e1", "x"), LIST_A, run("remove", "x")])
    cat.add("rename/chain", [temp("e1"), run("rename", "e1", "e2"), run("rename", "e2", "e3"), run("rename", "e1", "e4"), LIST_A])
    for i, words in enumerate([[], ["-A"], ["--rev", "HEAD"], ["--rev", "HEAD~1"], ["--rev", "main"], ["-n", "2"], ["-n", "-1"], ["-n", "0"],
                               ["--rev", "HEAD~1", "-n", "5"], ["--name-only"], ["--sha-only"], ["--name-only", "-A"], ["--rev", "v1"],
                               ["--rev", "HEAD", "--rev", "HEAD~1"], ["-A", "--sha-only"], ["--names-only"], ["-n", "x"], ["a", "b"], ["--rev", ""]]):
        cat.add(f"list/flags-{i:02}", [temp("e1", "-S", "lr=2"), LATER, temp("e2", "-S", "lr=3"), sh("git tag v1 && git commit -q --allow-empty -m second"),
                                       temp("f1", "-S", "lr=4"), run("list", *words, sort=["stdout"])])
    cat.add("list/empty", [run("list"), run("list", "-A"), run("list", "--name-only")])
    cat.add("list/branches", [temp("e1"), sh("git checkout -q -b other && git commit -q --allow-empty -m o"), temp("e2"), sh("git checkout -q main"), LIST_A, run("list", "--rev", "other")])
    cat.add("list/orphan-baseline", [sh("git commit -q --allow-empty -m gone"), temp("e1"), sh("git reset -q --hard HEAD~1"), run("list"), LIST_A, run("show", "--json", "-A")])
    three = [temp("e1", "-S", "lr=2"), temp("e2", "-S", "lr=3"), sh("git commit -q --allow-empty -m second"), temp("f1", "-S", "lr=4"), queue("q1", "-S", "lr=5")]
    for i, words in enumerate([["e1"], ["e1", "f1"], ["e1", "e1"], ["q1"], ["e1", "q1"], ["-A"], ["--queue"], ["-A", "--queue"], ["--rev", "HEAD"], ["--rev", "HEAD~1"],
                               ["-n", "2"], ["--rev", "HEAD", "-n", "-1"], ["--rev", "nope"], ["nope"], ["e1", "nope"], ["--keep", "e1"], ["--keep", "f1"],
                               ["--keep", "--rev", "HEAD"], ["--keep", "--rev", "HEAD~1", "-n", "1"], ["--keep", "-A"], ["--keep"], ["--keep", "nope"],
                               ["--keep", "e1", "f1"], ["-A", "e1"], ["--rev", "HEAD", "e1"], ["HEAD"], ["main"], ["-q", "e1"], ["--queue", "e1"],
                               ["--keep", "--queue"], ["-n", "1"], ["-n", "0"]]):
        cat.add(f"remove/flags-{i:02}", [*three, run("remove", *words, sort=["words"]), LIST_A, dvc("queue", "status")])
    cat.add("remove/by-id", [*three, run("list", "--sha-only"), run("remove", "<rev:5>"), LIST_A])
    cat.add("remove/packed", [*three, sh("git pack-refs --all"), run("remove", "e1", "f1"), LIST_A])
    cat.add("remove/then-again", [temp("e1"), run("remove", "e1"), LATER, temp("e1"), LIST_A])
    cat.add("remove/workspace-run", [run("run", "-n", "e1", "-S", "lr=2"), run("remove", "e1"), sh("cat params.yaml")])
    cat.add("remove/empty", [run("remove", "-A"), run("remove", "--queue"), run("remove"), run("remove", "--rev", "HEAD")])


def applies(cat):
    one = [temp("e1", "-S", "lr=2")]
    cat.add("apply/unknown", [*one, run("apply", "nope"), run("apply")])
    cat.add("apply/dirty-same", [*one, write("params.yaml", "lr: 2\nepochs: 3\n"), run("apply", "e1"), sh("cat params.yaml")])
    cat.add("apply/untracked-kept", [*one, write("note.txt", "mine\n"), run("apply", "e1"), sh("cat note.txt")])
    cat.add("apply/staged", [*one, write("new.txt", "n\n"), sh("git add new.txt"), run("apply", "e1"), sh("git status --porcelain")])
    cat.add("apply/staged-change", [*one, write("train.sh", "echo 1\n"), sh("git add train.sh"), run("apply", "e1")])
    cat.add("apply/staged-delete", [*one, sh("git rm -q train.sh"), run("apply", "e1"), sh("git status --porcelain")])
    cat.add("apply/no-force-dirty", [*one, write("params.yaml", "lr: 8\n"), run("apply", "--no-force", "e1"), sh("cat params.yaml")])
    cat.add("apply/no-force-clean", [*one, run("apply", "--no-force", "e1")])
    cat.add("apply/no-force-untracked", [*one, write("note.txt", "x\n"), run("apply", "--no-force", "e1")])
    cat.add("apply/no-force-ignored", [*one, write("model.txt", "x\n"), run("apply", "--no-force", "e1"), sh("cat model.txt")])
    cat.add("apply/branch", [*one, sh("git checkout -q -b b && git commit -q --allow-empty -m b"), run("apply", "e1"), run("apply", "main")])
    cat.add("apply/after-run", [run("run", "-n", "e1", "-S", "lr=2"), run("run", "-n", "e2", "-S", "lr=3"), run("apply", "e1"), sh("cat params.yaml model.txt")])
    cat.add("apply/then-run", [*one, LATER, run("apply", "e1"), run("run", "-n", "e2"), run("show", "--json")])
    cat.add("apply/then-commit", [*one, run("apply", "e1"), sh("git add -A && git commit -q -m applied"), run("show", "--json"), run("list"), run("run", "-n", "e9")])
    cat.add("apply/three", [*one, temp("e2", "-S", "lr=3"), run("apply", "e1"), write("note.txt", "x\n"), run("apply", "e2"), run("apply", "e1"), sh("cut -f2 .git/logs/refs/exps/apply/stash | sed 's/[0-9a-f]\\{40\\}/ID/g'")])
    cat.add("apply/deleted-in-exp", [sh("rm .dvcignore"), temp("e1"), sh("git checkout -q -f main"), run("apply", "e1")])
    cat.add("apply/new-in-exp", [write("add.txt", "a\n"), sh("git add add.txt"), temp("e1"), sh("git reset -q --hard"), run("apply", "e1"), sh("cat add.txt")])
    cat.add("apply/dir", [write("d/x.txt", "a\n"), sh("git add d"), temp("e1"), sh("git reset -q --hard"), write("d", "file\n"), run("apply", "e1"), sh("ls -R d")])
    cat.add("apply/changed-data", [write("data.csv", "1\n"), dvc("add", "-q", "data.csv"), sh("git add -A && git commit -q -m d && rm -f data.csv && echo 2 > data.csv"), temp("e1"), sh("git checkout -q -f main && rm -f data.csv"), dvc("checkout", "-q"), run("apply", "e1"), sh("cat data.csv")],
            {**DVC, ".gitignore": "", "dvc.yaml": "stages:\n  s:\n    cmd: cat data.csv\n    deps: [data.csv]\n"})
    cat.add("apply/self", [*TRAINED, run("run", "-n", "e1"), run("apply", "e1"), sh("git status --porcelain")])
    cat.add("apply/subfolder", [*one, run("apply", "e1", cwd="in")], {**TRAIN, "in/x": "1\n"})
    cat.add("apply/saved", [*TRAINED, write("params.yaml", "lr: 3\nepochs: 1\n"), run("save", "-n", "s1"), CLEAN, run("apply", "s1"), sh("cat params.yaml")])
    cat.add("apply/deleted-tracked-here", [*one, sh("rm params.yaml train.sh"), run("apply", "e1"), sh("ls")])
    cat.add("apply/quiet", [*one, run("apply", "-q", "e1")])


def saves(cat):
    cat.add("save/include", [*TRAINED, write("note.txt", "x\n"), write("other.txt", "y\n"), run("save", "-n", "s1", "-I", "note.txt"), sh("git status --porcelain")])
    cat.add("save/include-dir", [*TRAINED, write("d/a.txt", "x\n"), write("d/b.txt", "y\n"), run("save", "-n", "s1", "-I", "d")])
    cat.add("save/include-two", [*TRAINED, write("a.txt", "x\n"), write("b.txt", "y\n"), run("save", "-n", "s1", "-I", "a.txt", "-I", "b.txt"), run("show", "--json")])
    cat.add("save/include-missing", [*TRAINED, run("save", "-n", "s1", "-I", "nope.txt")])
    cat.add("save/include-ignored", [*TRAINED, write("x.log", "x\n"), run("save", "-n", "s1", "-I", "x.log")], {**TRAIN, ".gitignore": "/model.txt\n*.log\n"})
    cat.add("save/include-tracked", [*TRAINED, write("train.sh", "echo\n"), run("save", "-n", "s1", "-I", "train.sh")])
    cat.add("save/include-sub", [*TRAINED, write("in/y", "x\n"), run("save", "-n", "s1", "-I", "y", cwd="in")], {**TRAIN, "in/x": "1\n"})
    cat.add("save/json", [*TRAINED, run("save", "-n", "s1", "--json")])
    cat.add("save/target", [run("run", "-n", "e0"), sh("git add -A && git commit -q -m t"), sh("rm -f a.txt b.txt && echo n > a.txt && echo m > b.txt"), run("save", "-n", "s1", "a"), sh("cat dvc.lock")], PIPELINE)
    cat.add("save/target-missing", [*TRAINED, run("save", "-n", "s1", "nope")])
    cat.add("save/recursive", [run("save", "-n", "s1", "-R", "sub")], {**DVC, "sub/dvc.yaml": "stages:\n  t:\n    cmd: echo t\n", "dvc.yaml": "stages:\n  s:\n    cmd: echo s\n"})
    cat.add("save/clean", [*TRAINED, run("save", "-n", "s1"), run("save", "-n", "s2"), LIST_A])
    cat.add("save/no-run-yet", [run("save", "-n", "s1"), sh("git status --porcelain")])
    cat.add("save/params-changed", [*TRAINED, write("params.yaml", "lr: 3\nepochs: 1\n"), run("save", "-n", "s1"), sh("cat dvc.lock"), run("status") if False else dvc("status")])
    cat.add("save/deleted-tracked", [*TRAINED, sh("rm .dvcignore"), run("save", "-n", "s1")])
    cat.add("save/deleted-out", [*TRAINED, sh("rm -f model.txt"), run("save", "-n", "s1")])
    cat.add("save/deleted-metrics", [*TRAINED, sh("rm -f metrics.json"), run("save", "-n", "s1")])
    cat.add("save/untracked", [*TRAINED, write("new.txt", "1\n"), run("save", "-n", "s1"), sh("git status --porcelain")])
    cat.add("save/data", [write("data.csv", "1\n"), dvc("add", "-q", "data.csv"), sh("git add -A && git commit -q -m d && rm -f data.csv && echo 2 > data.csv"), run("save", "-n", "s1"), sh("cat data.csv.dvc")],
            {**DVC, ".gitignore": "", "dvc.yaml": "stages:\n  s:\n    cmd: 'true'\n"})
    cat.add("save/then-show", [*TRAINED, run("save", "-n", "s1"), LATER, write("params.yaml", "lr: 3\nepochs: 1\n"), run("save", "-n", "s2"), run("show", "--json"), run("show", "--csv")])
    cat.add("save/detached", [*TRAINED, sh("git checkout -q --detach"), run("save", "-n", "s1"), LIST_A])
    cat.add("save/no-commit", [run("save", "-n", "s1")], begin=False)
    cat.add("save/no-commit-git", [sh("git init -q -b main"), run("save", "-n", "s1")], begin=False)
    cat.add("save/pipeline", [run("run", "-n", "e1"), sh("git add -A && git commit -q -m t"), write("params.yaml", "x: 5\ny: 6\nz: 7\n"), run("save", "-n", "s1"), sh("cat dvc.lock")], PIPELINE)
    cat.add("save/quiet", [*TRAINED, run("save", "-q", "-n", "s1")])


def shows(cat):
    two = [*TRAINED, run("run", "-n", "e1", "-S", "lr=0.2"), LATER, run("run", "-n", "e2", "-S", "lr=0.3", "-S", "epochs=5")]
    flags = [["--json"], ["--csv"], ["--md"], ["--no-pager"], ["--csv", "--only-changed"], ["--csv", "--drop", "acc"], ["--csv", "--drop", ".*"],
             ["--csv", "--drop", "lr|epochs", "--keep", "lr"], ["--csv", "--keep", "train.*"], ["--csv", "--param-deps"], ["--csv", "--sort-by", "epochs"],
             ["--csv", "--sort-by", "params.yaml:lr", "--sort-order", "desc"], ["--csv", "--sort-by", "metrics.json:acc"], ["--csv", "--sha"], ["--no-pager", "--sha"],
             ["--csv", "--hide-workspace"], ["--json", "--hide-workspace"], ["--csv", "--precision", "1"], ["--json", "--precision", "1"], ["--md", "--precision", "2"],
             ["--json", "-n", "2"], ["--json", "-n", "0"], ["--json", "-A"], ["--json", "-a"], ["--json", "-T"], ["--json", "--rev", "HEAD~1"], ["--json", "--rev", "HEAD", "--rev", "HEAD~1"],
             ["--json", "--rev", "nope"], ["--json", "-f"], ["--json", "--csv"], ["--csv", "--md"], ["--sort-order", "up"], ["--sort-order", "desc", "--csv"], ["--csv", "--sort-by", "Created"],
             ["--csv", "--sort-by", "nope"], ["--csv", "--drop", "["], ["--json", "--only-changed"], ["--json", "--drop", "lr"], ["--json", "--sort-by", "lr"], ["--json", "--rev", "HEAD", "-n", "2"]]
    for i, words in enumerate(flags):
        cat.add(f"show-json/flags-{i:02}", [*two, run("show", *words)])
    pipe = [run("run", "-n", "e1"), sh("git add -A && git commit -q -m t"), run("run", "-n", "e2", "-S", "x=4"), LATER, run("run", "-n", "e3", "-S", "y=7")]
    cat.add("show-json/pipeline", [*pipe, run("show", "--json"), run("show", "--csv"), run("show", "--csv", "--param-deps"), run("show", "--csv", "--only-changed")], PIPELINE)
    cat.add("show-json/dirty", [*two, write("params.yaml", "lr: 77\n"), write("metrics.json", "[1]"), run("show", "--json"), run("show", "--csv")])
    for name, text in {"list": "[1, 2]", "text": "\"x\"", "null": "null", "nested": '{"a": {"b": {"c": 1.23456789}}, "d": [1], "e": null, "f": "s", "g": true}', "empty": "", "emptymap": "{}", "number": "5", "bad": "{", "nan": '{"a": NaN, "b": Infinity}'}.items():
        files = {**DVC, "dvc.yaml": "stages:\n  s:\n    cmd: 'true'\n    params: [x]\nmetrics: [m.json]\n", "m.json": text, "params.yaml": "x: 1\n"}
        cat.add(f"show-json/metrics-{name}", [temp("e1"), run("show", "--json"), run("show", "--csv")], files)
    for name, (path, text) in {"yaml": ("m.yaml", "a: 1.0\nb: {c: yes}\n"), "toml": ("m.toml", "a = 1.5\n[b]\nc = 2020-01-02\n"), "py": ("m.py", "A = 1\n"), "txt": ("m.txt", "0.5\n"), "yml": ("m.yml", "a: 1e3\n"), "dates": ("m.yaml", "d: 2020-01-02\nt: 2020-01-02 03:04:05\n")}.items():
        files = {**DVC, "dvc.yaml": f"stages:\n  s:\n    cmd: 'true'\nmetrics: [{path}]\nparams: [{path}]\n", path: text}
        cat.add(f"show-json/file-{name}", [temp("e1"), run("show", "--json"), run("show", "--csv")], files)
    for name, params in {"some": "[x, y.z]", "file": "[conf.json: [a]]", "whole": "[conf.json:]", "missing": "[nope]", "both": "[x, conf.json: [b.c]]", "list": "[l.0]"}.items():
        files = {**DVC, "dvc.yaml": f"stages:\n  s:\n    cmd: 'true'\n    params: {params}\n", "params.yaml": "x: 1\ny: {z: 2, w: 3}\nl: [5, 6]\n", "conf.json": '{"a": 1, "b": {"c": null}}'}
        cat.add(f"show-json/params-{name}", [run("save", "-n", "s1"), run("show", "--json"), run("show", "--csv"), run("show", "--csv", "--param-deps")], files)
    cat.add("show-json/tags", [*TRAINED, sh("git tag v1 && git tag v2"), run("show", "--json"), run("show", "--json", "-T")])
    cat.add("show-json/detached", [*TRAINED, sh("git checkout -q --detach"), run("show", "--json")])
    cat.add("show-json/two-branches", [*TRAINED, sh("git branch other"), run("show", "--json"), run("show", "--json", "-a")])
    cat.add("show-json/remote-branch", [*TRAINED, sh("git init -q --bare ../remote.git && git remote add origin ../remote.git && git push -q origin main && git checkout -q --detach && git branch -q -D main"), run("show", "--json"), run("show", "--json", "-A")])
    cat.add("show-json/all-commits", [temp("e1"), second(), LATER, temp("e2"), sh("git checkout -q -b b && git commit -q --allow-empty -m third"), LATER, temp("e3"), run("show", "--json", "-A"), run("show", "--csv", "-A")])
    cat.add("show-json/queued-dirty", [*TRAINED, queue("q1", "-S", "lr=5"), run("show", "--json"), run("show", "--json", "--hide-queued"), run("show", "--csv")])
    cat.add("show-json/no-lock", [run("show", "--json"), run("show", "--csv")])
    cat.add("show-json/no-pipeline", [run("show", "--json"), run("show", "--csv"), run("show")], DVC)
    cat.add("show-json/params-only", [run("show", "--json")], {**DVC, "params.yaml": "a: 1\n"})
    cat.add("show-json/dvc-file", [write("data.csv", "1\n"), dvc("add", "-q", "data.csv"), sh("git add -A && git commit -q -m d"), run("show", "--json"), run("show", "--csv")], {**DVC, ".gitignore": ""})
    cat.add("show-json/dir-dep", [sh("mkdir d && echo 1 > d/a && echo 2 > d/b"), run("save", "-n", "s"), run("show", "--json")], {**DVC, "dvc.yaml": "stages:\n  s:\n    cmd: 'true'\n    deps: [d]\n"})
    cat.add("show-json/broken-lock", [*two, write("dvc.lock", "schema: [\n"), run("show", "--json")])
    cat.add("show-json/broken-params", [*two, write("params.yaml", "a: [\n"), run("show", "--json"), run("show", "--csv")])
    cat.add("show-json/missing-params", [*two, sh("rm params.yaml"), run("show", "--json"), run("show", "--csv")])
    cat.add("show-json/broken-baseline", [write("dvc.yaml", "stages: [\n"), sh("git commit -qam bad"), write("dvc.yaml", TRAIN["dvc.yaml"]), sh("git commit -qam good"), run("show", "--json", "-n", "3")])
    cat.add("show-json/empty-repo", [sh("git init -q -b main"), run("show"), run("show", "--csv"), run("list")], begin=False)
    cat.add("show-json/many", [*TRAINED, *[s for i in range(4) for s in (temp(f"e{i}", "-S", f"lr={i}"), LATER)], run("show", "--json"), run("show", "--csv", "--sort-by", "lr")])
    cat.add("show-json/mixed-types", [temp("e1", "-S", "lr=word"), LATER, temp("e2", "-S", "lr=null"), LATER, temp("e3", "-S", "lr=[1,2]"), run("show", "--json")],
            {**TRAIN, "train.sh": "echo m > model.txt; echo '{}' > metrics.json\n"})
    for i, words in enumerate([[], ["e1"], ["e1", "e2"], ["HEAD", "e1"], ["e1", "HEAD"], ["HEAD~1", "HEAD"], ["e1", "--all"], ["e1", "e2", "--all"], ["e1", "--param-deps"], ["e1", "nope"], ["e1", "workspace"], ["workspace", "e1"], ["main", "e2"], ["e1", "e1"], ["--all"], ["e1", "--no-path"], ["e1", "--precision", "2"]]):
        cat.add(f"diff/flags-{i:02}", [*two, run("diff", *words, "--json"), run("diff", *words), run("diff", *words, "--md")])
    cat.add("diff/kinds", [temp("e1"), temp("e2", "-S", "a=x", "-S", "b=[1,2]", "-S", "c=null", "-S", "d=true", "-S", "+n.m=1", "-S", "~z"), run("diff", "e1", "e2", "--json"), run("diff", "e1", "e2")],
            {**DVC, "dvc.yaml": "stages:\n  s:\n    cmd: 'true'\n    params: [params.yaml:]\n", "params.yaml": "a: 1\nb: 2.5\nc: x\nd: 1\ne: [1]\nz: 0\n"})
    cat.add("diff/queued", [*TRAINED, queue("q1", "-S", "lr=5"), run("diff", "q1", "--json"), run("diff", "HEAD", "q1", "--json")])
    cat.add("diff/broken", [*two, write("params.yaml", "a: [\n"), run("diff", "--json"), run("diff", "e1", "--json")])
    cat.add("diff/no-commit", [sh("git init -q -b main"), run("diff")], begin=False)


def exchanges(cat):
    start = [sh(REMOTE)]
    one = [*start, temp("e1", "-S", "lr=2")]
    ls = sh("git ls-remote ../remote.git | sed 's/^[0-9a-f]*//'; cd ../store && find . -type f | sort")
    for i, words in enumerate([["origin", "e1"], ["origin"], ["origin", "e1", "e2"], ["origin", "-A"], ["origin", "--rev", "HEAD"], ["origin", "-n", "2"], ["origin", "--rev", "HEAD~1"],
                               ["origin", "--no-cache"], ["origin", "nope"], ["origin", "e1", "nope"], ["-r", "store", "origin", "e1"], ["-r", "nope", "origin", "e1"], ["--run-cache", "origin", "e1"],
                               ["-q", "origin", "e1"], ["../remote.git", "e1"], ["nowhere"], [], ["-j", "1", "origin", "e1"], ["origin", "HEAD"], ["origin", "main"]]):
        cat.add(f"push-pull/push-{i:02}", [*one, temp("e2", "-S", "lr=3"), run("push", *words, sort=["words"]), ls])
    pushed = [*one, temp("e2", "-S", "lr=3"), run("push", "origin", "e1", "e2"), sh("git clone -q ../remote.git ../clone && cp .dvc/config.local ../clone/.dvc/")]
    show = sh("cd ../clone && git for-each-ref --format='%(refname)' refs/exps | sed 's/[0-9a-f]\\{38\\}/38/;s,/../38,/x/38,'; find .dvc/cache -type f | sort")
    for i, words in enumerate([["origin", "e1"], ["origin"], ["origin", "-A"], ["origin", "e1", "e2"], ["--no-cache", "origin", "e1"], ["origin", "nope"], ["origin", "--rev", "HEAD"], ["origin", "-n", "3"], ["origin", "e1", "nope"], ["nowhere", "e1"], ["-f", "origin", "e1"], ["--run-cache", "origin", "e1"]]):
        cat.add(f"push-pull/pull-{i:02}", [*pushed, run("pull", *words, cwd="../clone", sort=["words"]), show, run("list", cwd="../clone", sort=["stdout"])])
    for i, words in enumerate([["origin"], ["origin", "-A"], ["origin", "--name-only"], ["origin", "--sha-only"], ["origin", "--rev", "HEAD"], ["../remote.git"], ["origin", "-n", "2"], ["origin", "--rev", "nope"]]):
        cat.add(f"push-pull/list-{i}", [*pushed, run("list", *words, sort=["stdout"])])
    cat.add("push-pull/diverged", [*one, run("push", "origin", "e1"), temp("e1", "-f", "-S", "lr=3"), run("push", "origin", "e1"), run("push", "-f", "origin", "e1"), ls])
    cat.add("push-pull/remove-remote", [*one, run("push", "origin", "e1"), run("remove", "-g", "origin", "e1"), ls, LIST_A, run("remove", "-g", "origin", "nope")])
    cat.add("push-pull/remove-remote-all", [*one, run("push", "origin", "e1"), run("remove", "-g", "origin", "-A"), ls])
    cat.add("push-pull/remove-remote-rev", [*one, run("push", "origin", "e1"), run("remove", "-g", "origin", "--rev", "HEAD"), ls])
    cat.add("push-pull/remove-remote-bad", [*one, run("remove", "-g", "nowhere", "e1"), run("remove", "-g", "origin")])
    cat.add("push-pull/auto-push-save", [*start, sh("printf '[exp]\\n    auto_push = true\\n    git_remote = origin\\n' >> .dvc/config.local"), *TRAINED, sh("git push -q origin main"), run("save", "-n", "s1"), ls])
    cat.add("push-pull/auto-push-bad", [*start, sh("printf '[exp]\\n    auto_push = true\\n    git_remote = nowhere\\n' >> .dvc/config.local"), run("run", "-n", "e1")])
    cat.add("push-pull/missing-cache", [*one, sh("rm -rf .dvc/cache"), run("push", "origin", "e1"), ls])
    cat.add("push-pull/unpushed-baseline", [*start, sh("git commit -q --allow-empty -m local"), temp("e1", "-S", "lr=2"), run("push", "--no-cache", "origin", "e1"), ls, run("list", "origin", "-A")])
    cat.add("push-pull/pull-other-baseline", [*pushed, sh("cd ../clone && git commit -q --allow-empty -m new"), run("pull", "origin", "e1", cwd="../clone"), run("pull", "origin", cwd="../clone"), run("list", "-A", cwd="../clone")])
    cat.add("push-pull/no-data-remote", [sh(REMOTE.replace(" && mkdir ../store", "").split(" && printf")[0]), temp("e1"), run("push", "origin", "e1"), sh("git ls-remote ../remote.git | sed 's/^[0-9a-f]*//'")], TRAIN)


def places(cat):
    ignored = {**DVC, ".gitignore": "/secret.env\n/cachedir/\n", "secret.env": "KEY=1\n", "cachedir/a": "aaa\n", "cachedir/b/c": "ccc\n",
               "dvc.yaml": "stages:\n  s:\n    cmd: \"ls -A | sort; cat secret.env cachedir/a cachedir/b/c 2>/dev/null; true\"\n"}
    for i, words in enumerate([["-C", "cachedir"], ["-C", "cachedir/b"], ["-C", "secret.env", "-C", "cachedir"], ["-C", "./secret.env"], ["-C", "cachedir/"], ["-C", "nope"], ["-C", "dvc.yaml"], ["-C", "../x"]]):
        cat.add(f"copy-paths/temp-{i}", [temp("e1", *words), run("list")], ignored)
    cat.add("copy-paths/queue-missing", [queue("q1", "-C", "nope"), dvc("queue", "status")], ignored)
    cat.add("copy-paths/untracked", [write("u.txt", "u\n"), temp("e1", "-C", "u.txt")], ignored)
    listing = {**DVC, ".gitignore": "/ignored.txt\n", "ignored.txt": "i\n", "dvc.yaml": "stages:\n  s:\n    cmd: \"ls -A | sort\"\n"}
    cat.add("ignored-and-untracked/workspace", [write("untracked.txt", "u\n"), run("run", "-n", "e1")], listing)
    cat.add("ignored-and-untracked/deleted-workspace", [sh("rm .dvcignore"), run("run", "-n", "e1")], listing)
    cat.add("ignored-and-untracked/stage-writes", [run("run", "-n", "e1"), temp("e2")], {**listing, "dvc.yaml": "stages:\n  s:\n    cmd: echo x > junk.txt; echo y > ignored.txt; echo z >> tracked.txt\n", "tracked.txt": "t\n"})
    cat.add("ignored-and-untracked/stage-deletes", [run("run", "-n", "e1"), temp("e2")], {**listing, "dvc.yaml": "stages:\n  s:\n    cmd: rm -f tracked.txt\n", "tracked.txt": "t\n"})
    cat.add("ignored-and-untracked/untracked-script", [write("s.sh", "echo hi\n"), run("run", "-n", "e1"), temp("e2")], {**DVC, "dvc.yaml": "stages:\n  s:\n    cmd: sh s.sh\n    deps: [s.sh]\n"})
    cat.add("ignored-and-untracked/untracked-params", [write("p.yaml", "a: 1\n"), run("run", "-n", "e1"), temp("e2")], {**DVC, "dvc.yaml": "stages:\n  s:\n    cmd: cat p.yaml\n    params: [p.yaml: [a]]\n"})
    cat.add("ignored-and-untracked/untracked-dvc-file", [write("data.csv", "1\n"), dvc("add", "-q", "data.csv"), run("run", "-n", "e1"), temp("e2")], {**DVC, ".gitignore": "/data.csv\n", "dvc.yaml": "stages:\n  s:\n    cmd: cat data.csv\n    deps: [data.csv]\n"})
    cat.add("ignored-and-untracked/changed-dir", [sh("mkdir d && echo 1 > d/a"), dvc("add", "-q", "d"), sh("git add -A && git commit -q -m d && echo 2 > d/b"), temp("e1"), run("run", "-n", "e2"), sh("cat d.dvc")], {**DVC, ".gitignore": "/d\n", "dvc.yaml": "stages:\n  s:\n    cmd: ls d\n    deps: [d]\n"})
    cat.add("ignored-and-untracked/ignored-dep", [run("run", "-n", "e1"), temp("e2")], {**listing, "dvc.yaml": "stages:\n  s:\n    cmd: cat ignored.txt\n    deps: [ignored.txt]\n"})
    cat.add("ignored-and-untracked/unmodified-data-missing", [write("data.csv", "1\n"), dvc("add", "-q", "data.csv"), sh("git add -A && git commit -q -m data && rm -f data.csv"), temp("e1"), run("run", "-n", "e2")], {**DVC, ".gitignore": "/data.csv\n", "dvc.yaml": "stages:\n  s:\n    cmd: cat data.csv\n    deps: [data.csv]\n"})
    cat.add("temp/apply-run", [temp("e1", "-S", "lr=2"), run("apply", "e1"), temp("e2", "-S", "lr=3"), run("show", "--json")])
    cat.add("temp/unchanged", [*TRAINED, temp("e1"), run("show", "--json")])
    cat.add("temp/two-same", [temp("e1"), temp("e2"), run("show", "--csv")])
    cat.add("temp/target", [temp("e1", "a"), temp("e2", "-s", "b")], PIPELINE)
    cat.add("temp/params-file-dirty", [write("params.yaml", "lr: 4\nepochs: 4\n"), temp("e1", "-S", "epochs=9"), sh("cat params.yaml"), run("apply", "e1"), sh("cat params.yaml")])
    cat.add("temp/detached", [sh("git checkout -q --detach"), temp("e1"), LIST_A])
    cat.add("temp/dry", [temp("e1", "--dry"), run("list")])
    cat.add("temp/leftovers", [temp("e1"), sh("ls .dvc/tmp/exps/standalone; git status --porcelain; git stash list; git worktree list | wc -l")])
    cat.add("refs/delete-branch", [sh("git checkout -q -b b && git commit -q --allow-empty -m b"), temp("e1"), sh("git checkout -q main && git branch -q -D b"), LIST_A, run("list", "--rev", "HEAD"), run("show", "--json")])
    cat.add("refs/full-name", [temp("e1"), sh("git for-each-ref --format='%(refname)' refs/exps | grep e1 > /dev/null"), run("diff", "refs/exps/<rev:1:split>/e1", "--json"), run("apply", "refs/exps/<rev:1:split>/e1"), run("remove", "refs/exps/<rev:1:split>/e1")])
    cat.add("refs/branch-same-name", [temp("same", "-S", "lr=2"), sh("git branch same"), run("diff", "same", "--json"), run("branch", "same", "x"), run("remove", "same")])
    cat.add("refs/gc", [temp("e1", "-S", "lr=2"), sh("git gc -q --prune=now"), run("show", "--json"), run("apply", "e1")])
    cat.add("refs/queue-packed", [queue("q1"), queue("q2"), sh("git pack-refs --all"), run("remove", "q2"), dvc("queue", "status")])
    cat.add("errors/usage", [run("nope"), run(), run("apply", "a", "b"), run("run", "--nope"), run("show", "-n"), run("rename"), run("diff", "a", "b", "c")])
    cat.add("errors/queue-run-flags", [run("run", "--queue", "--dry", "-n", "q"), run("run", "--queue", "-i", "-n", "q2"), dvc("queue", "status")])
    cat.add("errors/outside", [sh("git init -q -b main"), run("save"), run("apply", "x"), run("diff"), run("remove", "x"), run("clean"), run("push", "a")], {"x": "1\n"}, begin=False)
    cat.add("errors/no-git", [run("save"), run("apply", "x"), run("diff"), run("remove", "x"), run("clean"), run("push", "a"), run("rename", "a", "b"), run("branch", "x"), dvc("queue", "status")], {**TRAIN, ".dvc/config": "[core]\n    no_scm = True\n"}, begin=False)
    cat.add("errors/unborn", [sh("git init -q -b main"), run("save"), run("apply", "x"), run("diff"), run("remove", "x"), run("branch", "x"), run("run", "--temp"), run("run", "--queue"), dvc("queue", "status")], begin=False)
    cat.add("errors/clean", [temp("e1"), run("clean"), queue("q1"), run("clean"), dvc("queue", "status")])
    for i, words in enumerate([["-w"], ["--all-experiments"], ["-a"], ["-A"], ["-T"], ["-w", "-n", "2"], ["--rev", "HEAD"], [], ["-w", "--all-experiments"], ["-w", "--dry"], ["-A", "--not-in-remote"], ["--date", "2020-01-01"]]):
        cat.add(f"gc/flags-{i:02}", [*TRAINED, temp("e1", "-S", "lr=2"), queue("q1", "-S", "lr=5"), run("run", "-n", "e2", "-S", "lr=3"), dvc("gc", "-f", *words), sh("find .dvc/cache -type f | sort"), run("apply", "e2")])


def hydra(cat):
    conf = {**TRAIN, ".dvc/config": "[hydra]\n    enabled = True\n", "conf/config.yaml": "defaults:\n- model: small\n- _self_\nlr: 0.1\nepochs: 3\n",
            "conf/model/small.yaml": "size: 1\n", "conf/model/big.yaml": "size: 100\n"}
    for i, words in enumerate([[], ["-S", "lr=5"], ["-S", "model=big"], ["-S", "model=nope"], ["-S", "+x=1"], ["-S", "nope=1"], ["--no-hydra"], ["--no-hydra", "-S", "lr=7"], ["-S", "model.size=7"], ["-S", "~model"], ["-S", "params.yaml:lr=5"]]):
        cat.add(f"hydra/run-{i}", [run("run", "-n", "e1", *words), sh("cat params.yaml")], conf)
        cat.add(f"hydra/temp-{i}", [temp("e1", *words), LIST_A], conf)
    cat.add("hydra/queue", [queue("s", "-S", "model=small,big", "-S", "lr=1,2"), SHOW_QUEUE], conf)
    cat.add("hydra/queue-one", [queue("s", "-S", "model=big"), SHOW_QUEUE], conf)
    cat.add("hydra/elsewhere", [run("run", "-n", "e1", "-S", "lr=4"), sh("cat params.yaml")],
            {**{k.replace("conf/", "cfg/").replace("config.yaml", "main.yaml"): v for k, v in conf.items()}, ".dvc/config": "[hydra]\n    enabled = True\n    config_dir = cfg\n    config_name = main\n"})


def queues(cat):
    cat.add("queue/status-two", [queue("q1"), queue("q2", "-S", "lr=2"), dvc("queue", "status"), run("list"), run("show", "--csv")])
    cat.add("queue/dirty", [write("params.yaml", "lr: 8\nepochs: 1\n"), queue("q1"), write("params.yaml", "lr: 9\nepochs: 1\n"), queue("q2"), SHOW_QUEUE])
    cat.add("queue/targets", [queue("q1", "a"), queue("q2", "dvc.yaml:b"), SHOW_QUEUE], PIPELINE)
    cat.add("queue/quiet", [queue("q1", "-q"), dvc("queue", "status")])
    cat.add("queue/other-baseline", [queue("q1"), sh("git commit -q --allow-empty -m second"), queue("q2"), run("show", "--json"), run("show", "--json", "-n", "2"), run("remove", "--queue"), dvc("queue", "status")])
    cat.add("queue/remove-middle", [queue("q1"), queue("q2"), queue("q3"), dvc("queue", "remove", "q2"), dvc("queue", "status"), dvc("queue", "remove", "--queued"), dvc("queue", "status")])
    cat.add("queue/changed-data", [write("data.csv", "1\n"), dvc("add", "-q", "data.csv"), sh("git add -A && git commit -q -m d && rm -f data.csv && echo 2 > data.csv"), queue("q1"), sh("git show refs/exps/celery/stash:data.csv.dvc; cat data.csv.dvc")], {**DVC, ".gitignore": "/data.csv\n", "dvc.yaml": "stages:\n  s:\n    cmd: cat data.csv\n    deps: [data.csv]\n"})


FAMILIES = [yaml_edits, other_edits, sweeps, runs, failures, basics, applies, saves, shows, exchanges, places, hydra, queues]


def catalogue():
    cat = Catalogue()
    for family in FAMILIES:
        family(cat)
    return list(cat.cases.values())


def wander(seed):
    """A random walk over the commands in one repository, with names that may or may not exist."""
    rng = random.Random(seed)
    files = dict(rng.choice([TRAIN, PIPELINE]))
    key, other = ("lr", "epochs") if "train.sh" in files else ("x", "y")
    steps, names, serial = [BEGIN], ["nope"], 0
    if rng.random() < 0.5:
        steps += TRAINED
    for _ in range(rng.randint(3, 7)):
        serial += 1
        name, known = f"w{serial}", rng.choice(names)
        override = ["-S", f"{rng.choice([key, other])}={rng.choice(['2', '0.5', '7', '-1'])}"] if rng.random() < 0.7 else []
        kind = rng.randrange(16)
        if kind < 4:
            steps += [temp(name, *override), LATER]
            names.append(name)
        elif kind < 6:
            steps += [run("run", "-n", name, *override), LATER]
            names.append(name)
        elif kind == 6:
            steps.append(queue(name, *override))
        elif kind == 7:
            steps.append(run("apply", known))
        elif kind == 8:
            steps.append(run("remove", *rng.choice([[known], ["-A"], ["--rev", "HEAD"], ["--queue"], ["--keep", known]]), sort=["words"]))
        elif kind == 9:
            steps.append(run("rename", known, name))
            names.append(name)
        elif kind == 10:
            steps.append(run("branch", known, f"b{serial}"))
        elif kind == 11:
            steps += [run("save", "-n", name), LATER]
            names.append(name)
        elif kind == 12:
            steps.append(rng.choice([sh("git checkout -q -f main && git clean -fdq"), second(), sh("git checkout -q --detach")]))
        elif kind == 13:
            steps.append(write(rng.choice(["params.yaml", "note.txt", "dvc.lock"]), files["params.yaml"].replace("3", str(rng.randint(4, 9)))) if rng.random() < 0.6
                         else sh("rm -f dvc.lock"))
        elif kind == 14:
            steps.append(run("diff", rng.choice(names), "--json"))
        else:
            steps.append(run("show", "--json", *rng.choice([[], ["-A"], ["-n", "2"], ["-a"]])))
    steps += [LIST_A, run("show", "--json", "-A"), sh("git status --porcelain; cat params.yaml dvc.lock 2>/dev/null")]
    return {"name": f"walk/{seed:05}", "about": "a random walk", "dvc": "3.67.1", "files": files, "steps": steps}
