"""DVC's `Repo` with its work done by `exp dvc …`: state is read back from disk by DVC's own classes."""

import glob as globbing
import json
import os
import re

from dvc.config import Config
from dvc.dvcfile import PROJECT_FILE
from dvc.repo import Repo
from dvc.repo.metrics import Metrics
from dvc.repo.params import Params
from dvc.repo.stage import StageLoad
from dvc.utils import parse_target
from dvc.utils.serialize import modify_yaml

from .binary import call, check
from .errors import error_for, named
from .flags import many, options
from .spies import Anything

TRANSFER = {
    "jobs": "-j=", "remote": "-r=", "all_branches": "-a", "all_tags": "-T", "all_commits": "-A", "with_deps": "-d",
    "recursive": "-R", "run_cache": "--run-cache", "glob": "--glob", "force": "-f", "allow_missing": "--allow-missing",
    "max_size": "--max-size=", "types": "--type*",
}  # fmt: skip


def place(repo):
    """Where the command runs: here, or in the repository if one is not inside of it."""
    here = os.path.realpath(os.getcwd())
    root = os.path.realpath(repo.root_dir)
    return os.getcwd() if here == root or here.startswith(root + os.sep) else repo.root_dir


def written_settings(repo):
    """What a test set in memory (`dvc.config["cache"]["type"] = …`) is written down: a program sees files only."""
    memory = repo.__dict__.get("config")
    if memory is None or not repo.dvc_dir or not repo.local_dvc_dir:
        return
    disk = Config(repo.dvc_dir, local_dvc_dir=repo.local_dvc_dir)
    for section in ("cache", "core", "state", "exp", "hydra"):
        changed = {k: v for k, v in memory.get(section, {}).items() if disk.get(section, {}).get(k) != v}
        if changed:
            with memory.edit("local") as conf:
                conf[section].update(changed)
    links = list(repo.cache.local.cache_types)
    seen = repo.__dict__.get("_links_seen") or ["reflink", "copy"]
    if links not in (seen, list(disk["cache"].get("type") or ["reflink", "copy"])):
        with memory.edit("local") as conf:
            conf["cache"]["type"] = ",".join(links)
    repo._links_seen = links
    place_of_cache = os.path.dirname(os.path.dirname(repo.cache.local.path))
    if place_of_cache != os.path.abspath(os.path.join(repo.dvc_dir, disk["cache"].get("dir") or "cache")):
        with memory.edit("local") as conf:
            conf["cache"]["dir"] = place_of_cache


def asked(repo, args, may_fail=False, stdin=None):
    written_settings(repo)
    try:
        where = place(repo)
        outcome = call(args, where, stdin, prints=False) if may_fail else check(args, where, stdin)
    finally:
        if repo.dvc_dir and os.path.isdir(repo.dvc_dir):
            repo._reset()
    return outcome


def stage_at(repo, target):
    """The stage that a `.dvc` file or an output's path stands for."""
    path = os.path.abspath(os.fspath(target))
    for candidate in (path + ".dvc", path):
        if candidate.endswith(".dvc") and os.path.isfile(candidate):
            return repo.stage.load_one(os.path.relpath(candidate))
    return repo.find_outs_by_path(path, strict=False)[0].stage


def add(self, targets, **kwargs):
    targets = [os.fspath(t) for t in ([targets] if isinstance(targets, (str, bytes, os.PathLike)) else targets)]
    if not targets:
        return []
    names = {
        "no_commit": "--no-commit", "glob": "--glob", "out": "-o=", "remote": "-r=", "to_remote": "--to-remote",
        "remote_jobs": "--remote-jobs=", "force": "-f", "relink": "!--no-relink",
    }  # fmt: skip
    asked(self, ["add", *options(kwargs, names), *targets])
    if kwargs.get("out"):
        found = [kwargs["out"]]
    elif kwargs.get("glob"):
        found = sorted({p for t in targets for p in globbing.glob(t, recursive=True)})
    else:
        found = targets
    stages = []
    for target in found:
        stage = stage_at(self, target)
        if stage not in stages:
            stages.append(stage)
        for each in stage.outs:
            each.obj = each.obj or (each.get_obj() if each.use_cache else None)
        as_made(stage)
    return stages


def as_made(stage):
    """Outputs as they are before they are read back from the file."""
    for out in stage.outs:
        if out.meta:
            out.meta.md5 = None
    return stage


def changes_of(outcome):
    changes = {"modified": [], "added": [], "deleted": []}
    letters = {"M": "modified", "A": "added", "D": "deleted"}
    for line in outcome.lines:
        found = re.match(r"^([MAD])(?:\t| {7})(.*)$", line)
        if found:
            changes[letters[found.group(1)]].append(found.group(2))
    return changes


def count(outcome, word):
    found = re.search(rf"(\d+) files? {word}", outcome.out)
    return int(found.group(1)) if found else 0


def checkout(self, targets=None, **kwargs):
    names = {"with_deps": "-d", "force": "-f", "relink": "--relink", "recursive": "-R", "allow_missing": "--allow-missing"}
    outcome = asked(self, ["checkout", *options(kwargs, names), *many(targets)], may_fail=True)
    result = changes_of(outcome)
    result["stats"] = Stats(result)
    if outcome.code:
        error = error_for(outcome)
        error.result = {**result, "failed": getattr(error, "target_infos", [])}
        raise error
    return result


class Stats(dict):
    """Numbers of files, as far as printed lines tell them: with a folder among them, they say nothing of numbers."""

    def __init__(self, changes):
        super().__init__({key: len(paths) for key, paths in changes.items()})
        self.exact = not any(path.endswith(os.sep) for paths in changes.values() for path in paths)

    def __eq__(self, other):
        return isinstance(other, dict) and set(self) == set(other) and (not self.exact or dict(self) == dict(other))

    __hash__ = None


def commit(self, target=None, **kwargs):
    names = {
        "with_deps": "-d", "recursive": "-R", "force": "-f", "data_only": "--data-only", "relink": "!--no-relink",
        "allow_missing": "--allow-missing",
    }  # fmt: skip
    asked(self, ["commit", *options(kwargs, names), *many(target)])
    recursive = kwargs.get("recursive", False)
    found = [info for one in many(target) or [None] for info in self.stage.collect_granular(one, recursive=recursive)]
    return [info.stage for info in found]


def remove(self, target, outs=False):
    try:
        before = self.stage.from_target(target, accept_group=False)
    except Exception:
        before = []
    asked(self, ["remove", *(["--outs"] if outs else []), target])
    return before


def gc(self, **kwargs):
    names = {
        "all_branches": "-a", "cloud": "-c", "remote": "-r=", "all_tags": "-T", "all_commits": "-A",
        "all_experiments": "--all-experiments", "jobs": "-j=", "repos": "-p*", "workspace": "-w", "commit_date": "--date=",
        "rev": "--rev=", "num": "--num=", "not_in_remote": "--not-in-remote", "dry": "--dry", "skip_failed": "--skip-failed",
    }  # fmt: skip
    sure = ["-f"] if kwargs.get("force") else []
    asked(self, ["gc", *sure, *options(kwargs, names, ("force", "with_deps"))], stdin=b"y\n")


def push(self, targets=None, **kwargs):
    return count(asked(self, ["push", *options(kwargs, TRANSFER), *many(targets)]), "pushed")


def fetch(self, targets=None, **kwargs):
    return count(asked(self, ["fetch", *options(kwargs, TRANSFER), *many(targets)]), "fetched")


def pull(self, targets=None, **kwargs):
    outcome = asked(self, ["pull", *options(kwargs, TRANSFER), *many(targets)], may_fail=True)
    result = changes_of(outcome)
    # the line of numbers counts files, those of folders included; where it comes with an error it is not printed
    numbers = {key: count(outcome, key) for key in ("fetched", "added", "modified", "deleted")}
    result["stats"] = numbers
    if outcome.code:
        error = error_for(outcome)
        failed = getattr(error, "target_infos", [])
        error.result = {**result, **({"failed": failed} if failed else {})}
        raise error
    return result


def status(self, targets=None, **kwargs):
    names = {**TRANSFER, "cloud": "-c", "check_updates": "!--no-updates"}
    outcome = asked(self, ["status", "--json", *options(kwargs, names), *many(targets)])
    return json.loads(outcome.out)


def stage_of(repo, name):
    path, stage_name = parse_target(name)
    if not path:
        path = PROJECT_FILE
    if path.endswith(".dvc"):
        return repo.stage.load_one(path)
    return repo.stage.load_one(path, stage_name)


RAN = [
    re.compile(r"^Running (?:callback )?stage '(.*?)'(?: with command)?:$"),
    re.compile(r"^Stage '(.*?)' is cached - skipping run, checking out outputs$"),
    re.compile(r"^Verifying (?:data sources in|outputs in frozen) stage:? '(.*?)'$"),
    re.compile(r"^Reproducing stage '(.*?)'$"),
]


REPRO = {
    "recursive": "-R", "pipeline": "-p", "all_pipelines": "-P", "downstream": "--downstream", "single_item": "-s",
    "glob": "--glob", "force": "-f", "interactive": "-i", "dry": "--dry", "no_commit": "--no-commit", "pull": "--pull",
    "force_downstream": "--force-downstream", "run_cache": "!--no-run-cache", "allow_missing": "--allow-missing",
}  # fmt: skip


def repro_options(kwargs):
    on_error = kwargs.pop("on_error", None)
    extra = {"keep-going": ["--keep-going"], "ignore": ["--ignore-errors"]}.get(on_error, [])
    return [*extra, *options(kwargs, REPRO)]


def reproduce(self, targets=None, **kwargs):
    outcome = asked(self, ["repro", *repro_options(kwargs), *many(targets)])
    names = []
    for line in outcome.lines:
        for pattern in RAN:
            found = pattern.search(line)
            if found and found.group(1) not in names:
                names.append(found.group(1))
    return [stage_of(self, name) for name in names]


STAGE = {
    "force": "-f", "deps": "-d*", "outs": "-o*", "outs_no_cache": "-O*", "outs_persist": "--outs-persist*",
    "outs_persist_no_cache": "--outs-persist-no-cache*", "metrics": "-m*", "metrics_no_cache": "-M*", "plots": "--plots*",
    "plots_no_cache": "--plots-no-cache*", "wdir": "-w=", "always_changed": "--always-changed", "desc": "--desc=",
}  # fmt: skip


def params_of(params):
    args = []
    for one in params or []:
        if isinstance(one, dict):
            for path, keys in one.items():
                args += ["-p", f"{path}:{','.join(keys or [])}"]
        else:
            args += ["-p", one]
    return args


def added_stage(repo, kwargs, run):
    kwargs = dict(kwargs)
    name, cmd = kwargs.pop("name", None), kwargs.pop("cmd", "")
    for ignored in ("validate", "update_lock", "single_stage", "fname"):
        kwargs.pop(ignored, None)
    args = ["stage", "add", *(["--run"] if run else []), *params_of(kwargs.pop("params", None)), *options(kwargs, STAGE)]
    args += ["-n", name] if name is not None else []
    several = cmd if isinstance(cmd, list) and len(cmd) > 1 else None
    asked(repo, [*args, *([cmd] if isinstance(cmd, str) else ["true"] if several else cmd)])
    path = os.path.join(kwargs.get("wdir") or "", PROJECT_FILE)
    if several:
        # no command line says a list of commands
        with modify_yaml(path) as data:
            data["stages"][name]["cmd"] = several
    return as_made(repo.stage.load_one(path if os.path.exists(path) else PROJECT_FILE, name))


def stage_add(self, **kwargs):
    return added_stage(self.repo, kwargs, run=False)


def run(self, no_exec=False, no_commit=False, run_cache=True, force=True, **kwargs):
    if no_commit or not run_cache:
        stage = added_stage(self, {**kwargs, "force": force}, run=False)
        asked(self, ["repro", "-s", "-f", *(["--no-commit"] if no_commit else []), *([] if run_cache else ["--no-run-cache"]),
                     stage.addressing])  # fmt: skip
        return as_made(self.stage.load_one(stage.path_in_repo, stage.name))
    return added_stage(self, {**kwargs, "force": force}, run=not no_exec)


def freeze(self, target):
    asked(self, ["freeze", target])
    return stage_of(self, target)


def unfreeze(self, target):
    asked(self, ["unfreeze", target])
    return stage_of(self, target)


def unprotect(self, target):
    asked(self, ["unprotect", target])


def init(root_dir=os.curdir, no_scm=False, force=False, subdir=False):
    flags = [("--no-scm", no_scm), ("-f", force), ("--subdir", subdir)]
    check(["init", *[flag for flag, on in flags if on]], os.path.realpath(root_dir))
    return Repo(root_dir)


# metrics and params


def revived(value):
    """Errors of a JSON answer as instances of the class that it names."""
    if isinstance(value, dict):
        error = value.get("error")
        if isinstance(error, dict) and set(error) == {"type", "msg"}:
            value = {**value, "error": named(error["type"], error["msg"])}
            return {k: v if k == "error" else revived(v) for k, v in value.items()}
        return {k: revived(v) for k, v in value.items()}
    return [revived(v) for v in value] if isinstance(value, list) else value


def from_root(repo, found):
    """Paths as the API has them (from the repository's root), whereas a command prints them as one stands."""
    start = os.path.relpath(place(repo), repo.root_dir)
    return {os.path.normpath(os.path.join(start, path)): data for path, data in found.items()}


def metrics_show(self, targets=None, revs=None, hide_workspace=False, **kwargs):
    names = {"all_branches": "-a", "all_tags": "-T", "all_commits": "-A"}
    args = options(kwargs, names)
    if revs:
        scm = self.repo.scm
        branches, tags = set(scm.list_branches()), set(scm.list_tags())
        args += ["-a"] if set(revs) <= branches else ["-T"] if set(revs) <= tags else ["-A"]
    outcome = asked(self.repo, ["metrics", "show", "--json", *args, *many(targets)])
    found = revived(json.loads(outcome.out))
    if revs:
        # the workspace is not told beside its branch when it is the same
        if scm.active_branch() in found:
            found.setdefault("workspace", found[scm.active_branch()])
        found = {rev: data for rev, data in found.items() if rev == "workspace" or rev in revs}
    if hide_workspace:
        found.pop("workspace", None)
    for data in found.values():
        if "data" in data:
            data["data"] = from_root(self.repo, data["data"])
    return found


def values_diff(command):
    def diff(self, a_rev=None, b_rev=None, targets=None, **kwargs):
        args = options(kwargs, {"all": "--all", "deps_only": "--deps"})
        revs = [rev for rev in (a_rev, b_rev) if rev is not None]
        wanted = many(targets)
        outcome = asked(self.repo, [command, "diff", "--json", *args, *(["--targets", *wanted, "--"] if wanted else []), *revs])
        found = from_root(self.repo, json.loads(outcome.out))
        result = {"diff": found} if found else {}
        # a command names the revisions that could not be read, not the errors
        failed = re.search(r"failed to load some metrics for following revisions: '(.*)'", outcome.err)
        if failed:
            result["errors"] = {rev: Anything() for rev in failed.group(1).split(", ")}
        return result

    return diff


def patch():
    for method in (add, checkout, commit, remove, gc, push, fetch, pull, status, reproduce, run, freeze, unfreeze, unprotect):
        setattr(Repo, method.__name__, method)
    Repo.init = staticmethod(init)
    StageLoad.add = stage_add
    Metrics.show, Metrics.diff = metrics_show, values_diff("metrics")
    Params.diff = values_diff("params")
