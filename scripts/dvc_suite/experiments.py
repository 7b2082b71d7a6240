"""DVC's `Experiments` with its work done by `exp dvc exp …`."""

import json
import re
from datetime import datetime

from dvc.repo.experiments import Experiments
from dvc.repo.experiments.queue.celery import LocalCeleryQueue
from dvc.repo.experiments.serialize import (
    ExpDep,
    ExpExecutor,
    ExpOut,
    ExpRange,
    ExpState,
    LocalExpExecutor,
    SerializableError,
    SerializableExp,
)

from .flags import many, options
from .repository import asked, repro_options, revived

SELECTION = {"all_commits": "-A", "rev": "--rev*", "num": "-n="}


def refs_of(repo):
    scm = repo.scm
    scm._reset()
    return {ref: scm.get_ref(ref) for ref in scm.iter_refs("refs/exps/") if re.match(r"refs/exps/[0-9a-f]{2}/", ref)}


def run(self, targets=None, params=None, run_all=False, jobs=1, tmp_dir=False, queue=False, **kwargs):
    repo = self.repo
    names = {
        "name": "-n=", "copy_paths": "-C*", "message": "-m=", "no_hydra": "--no-hydra",
    }  # fmt: skip
    own = {name: kwargs.pop(name) for name in list(kwargs) if name in names}
    args = [*repro_options(kwargs), *options(own, names)]
    args += [flag for flag, on in (("--run-all", run_all), ("--temp", tmp_dir), ("--queue", queue)) if on]
    args += ["-j", str(jobs)] if jobs != 1 else []
    for one in params or []:
        args += ["-S", one]
    has_git = repo.scm.__class__.__name__ == "Git"
    before = refs_of(repo) if has_git else {}
    # that one of the queue's experiments failed is told, and is no exception
    outcome = asked(repo, ["exp", "run", *args, *many(targets)], may_fail=run_all)
    if queue:
        return {}
    after = refs_of(repo)
    found = {rev: ref for ref, rev in after.items() if before.get(ref) != rev}
    if not found:
        # the same experiment once more: its name is printed
        said = re.search(r"^Ran experiment\(s\): (.*)$", outcome.out, re.M)
        last = [name.strip() for name in said.group(1).split(",")] if said else []
        found = {rev: ref for ref, rev in after.items() if ref.rsplit("/", 1)[-1] in last}
    return found


def save(self, targets=None, name=None, **kwargs):
    names = {"recursive": "-R", "force": "-f", "include_untracked": "-I*", "message": "-m="}
    args = [*options(kwargs, names), *(["-n", name] if name is not None else [])]
    return json.loads(asked(self.repo, ["exp", "save", "--json", *args, *many(targets)]).out)["ref"]


def exp_of(data):
    if data is None:
        return None
    data = dict(data)
    if data.get("timestamp"):
        data["timestamp"] = datetime.fromisoformat(data["timestamp"])
    data["deps"] = {k: ExpDep(**v) for k, v in (data.get("deps") or {}).items()}
    data["outs"] = {k: ExpOut(**v) for k, v in (data.get("outs") or {}).items()}
    return SerializableExp(**data)


def executor_of(data):
    if data is None:
        return None
    local = data.get("local")
    return ExpExecutor(**{**data, "local": LocalExpExecutor(**local) if local else local})


def state_of(data):
    error = data.get("error")
    ranges = data.get("experiments")
    return ExpState(
        rev=data["rev"],
        name=data.get("name"),
        data=exp_of(data.get("data")),
        error=SerializableError(**error) if error else None,
        experiments=ranges
        if ranges is None
        else [
            ExpRange(
                revs=[state_of(rev) for rev in one["revs"]], executor=executor_of(one.get("executor")), name=one.get("name")
            )
            for one in ranges
        ],
    )


def show(self, revs=None, **kwargs):
    names = {
        "all_branches": "-a", "all_tags": "-T", "all_commits": "-A", "num": "-n=", "hide_queued": "--hide-queued",
        "hide_failed": "--hide-failed", "hide_workspace": "--hide-workspace", "sha_only": "--sha", "param_deps": "--param-deps",
        "force": "-f",
    }  # fmt: skip
    args = options(kwargs, names)
    for rev in many(revs):
        args += ["--rev", rev]
    outcome = asked(self.repo, ["exp", "show", "--json", *args])
    return [state_of(one) for one in revived_data(json.loads(outcome.out))]


def revived_data(states):
    for one in states:
        data = one.get("data")
        if data:
            for kind in ("params", "metrics"):
                data[kind] = revived(data.get(kind) or {})
    return states


def ls(self, rev=None, git_remote=None, **kwargs):
    args = [*options({**kwargs, "rev": rev}, SELECTION), *([git_remote] if git_remote else [])]
    outcome = asked(self.repo, ["exp", "list", *args])
    scm = self.repo.scm
    found, baseline = {}, None
    for line in outcome.lines:
        entry = re.match(r"^\t(?:([0-9a-f]{7}) \[(.*)\]|(.*))$", line)
        if entry and baseline is not None:
            sha, name, bare = entry.groups()
            found[baseline].append((name or bare, scm.resolve_rev(sha) if sha else None))
        elif line.endswith(":"):
            baseline = scm.resolve_rev(line[:-1])
            found.setdefault(baseline, [])
    return Listing(found)


class Listing(dict):
    """As DVC's: a defaultdict that has nothing for a commit without experiments."""

    def __missing__(self, key):
        return []


def remove(self, exp_names=None, **kwargs):
    names = {**SELECTION, "queue": "--queue", "git_remote": "-g=", "keep": "--keep"}
    if kwargs.get("num") == 1:
        kwargs.pop("num")
    wanted = many(exp_names)
    chosen = wanted or any(kwargs.get(name) for name in ("queue", "all_commits", "rev"))
    if not chosen:
        return []  # a command line without a choice is an error of its own
    outcome = asked(self.repo, ["exp", "remove", *options(kwargs, names), *wanted])
    said = re.search(r"^Removed experiments?(?:\(s\))?(?: from [^:]*)?: (.*)$", outcome.out, re.M)
    return re.findall(r"'([^']*)'", said.group(1)) if said else []


def words_of(text):
    return [w.strip("'") for w in re.split(r", | and ", text)]


def push(self, git_remote, exp_names=None, push_cache=False, **kwargs):
    exp_names = kwargs.pop("name", None) or exp_names
    names = {**SELECTION, "force": "-f", "dvc_remote": "-r=", "jobs": "-j=", "run_cache": "--run-cache"}
    args = [*options(kwargs, names), *([] if push_cache else ["--no-cache"])]
    outcome = asked(self.repo, ["exp", "push", *args, git_remote, *many(exp_names)])
    both = outcome.out + outcome.err
    result = {}
    for key, pattern in (
        ("diverged", r"^(?:WARNING: )?Local experiment (.*) has diverged"),
        ("up_to_date", r"^Experiments? (.*) (?:is|are) up to date on Git remote"),
        ("success", r"^Pushed experiments? (.*) to Git remote"),
    ):
        said = re.search(pattern, both, re.M)
        if said:
            result[key] = words_of(said.group(1))
    uploaded = re.search(r"(\d+) files? uploaded", outcome.out)
    return {**result, "uploaded": int(uploaded.group(1)) if uploaded else 0, "url": None}


def pull(self, git_remote, exp_names=None, pull_cache=False, **kwargs):
    names = {**SELECTION, "force": "-f", "dvc_remote": "-r=", "jobs": "-j=", "run_cache": "--run-cache"}
    args = [*options(kwargs, names), *([] if pull_cache else ["--no-cache"])]
    outcome = asked(self.repo, ["exp", "pull", *args, git_remote, *many(exp_names)])
    said = re.search(r"^Pulled experiments? '(.*)' from Git remote", outcome.out, re.M)
    return re.findall(r"'(.*?)'", said.group(1)) if said else []


def apply(self, rev="", **kwargs):
    asked(self.repo, ["exp", "apply", rev])


def branch(self, exp_rev="", branch_name=None):
    asked(self.repo, ["exp", "branch", exp_rev, *([branch_name] if branch_name else [])])


def diff(self, a_rev=None, b_rev=None, **kwargs):
    args = options(kwargs, {"all": "--all", "param_deps": "--param-deps"})
    revs = [rev for rev in (a_rev, b_rev) if rev is not None]
    return json.loads(asked(self.repo, ["exp", "diff", "--json", *args, *revs]).out)


def rename(self, new_name, exp_name=None, git_remote=None, force=False):
    args = [*(["-g", git_remote] if git_remote else []), *(["-f"] if force else [])]
    outcome = asked(self.repo, ["exp", "rename", *args, *([exp_name] if exp_name else []), new_name])
    said = re.search(r"^Renamed experiment", outcome.out, re.M)
    return [new_name] if said else None


def clean(self):
    asked(self.repo, ["exp", "clean"])


def logs(self, rev, encoding=None, follow=False):
    print(asked(self.repo, ["queue", "logs", *(["-f"] if follow else []), rev]).out)


def patch():
    for method in (run, save, show, ls, remove, push, pull, apply, branch, diff, rename, clean):
        setattr(Experiments, method.__name__, method)
    LocalCeleryQueue.logs = logs
    LocalCeleryQueue.wait = lambda self, revs, **kwargs: None
