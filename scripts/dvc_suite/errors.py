"""The exception that a printed error stands for: where tests expect one class, the line must be that class's."""

import builtins
import importlib
import re

from dvc.exceptions import DvcException

# a piece of the line → the class that prints it; the first that fits
LINES = [
    (r"^failed to (push|pull|fetch) data (to|from) the cloud - ", None),
    (r"^failed to (commit|freeze|unfreeze)( '.*'| \S+)? - ", None),
    (r"^config(uration file|uration| file)? error: ", None),
    (r"^failed to save experiment(?: - |: )", None),
    (r"failed to reproduce( stages:)? '", "dvc.exceptions:ReproductionError"),
    (r"^Checkout failed for following targets:", "dvc.exceptions:CheckoutError"),
    (r"Did you mean `git checkout ", "dvc.exceptions:CheckoutErrorSuggestGit"),
    (r"^\.dvcignore file should not be in collected dir", "dvc_data.hashfile.build:IgnoreInCollectedDirError"),
    (r"already exists locally", "dvc.exceptions:FileExistsLocallyError"),
    (r"^Failed to collect '", "dvc.exceptions:RevCollectionError"),
    (r"^unable to fully collect used cache", "dvc.exceptions:CollectCacheError"),
    (r"^failed to run: ", "dvc.stage.exceptions:StageCmdFailedError"),
    (r"missing data 'source", "dvc.stage.exceptions:MissingDataSource"),
    (r"^Experiment conflicts with existing experiment", "dvc.repo.experiments.exceptions:ExperimentExistsError"),
    (r"^'.*' (is|are) not (a )?valid experiment names?", "dvc.repo.experiments.exceptions:UnresolvedExpNamesError"),
    (r"^Experiment '.*' does not exist in '", "dvc.repo.experiments.exceptions:UnresolvedExpNamesError"),
    (r"refers to multiple experiments", "dvc.repo.experiments.exceptions:AmbiguousExpRefInfo"),
    (r"is not a valid experiment refname", "dvc.repo.experiments.exceptions:InvalidExpRefError"),
    (r"does not appear to be an experiment commit", "dvc.repo.experiments.exceptions:InvalidExpRevError"),
    (r"^output '.*' is (already )?specified in", "dvc.exceptions:OutputDuplicationError"),
    (r"^Unable to find DVC file with output", "dvc.exceptions:OutputNotFoundError"),
    (r"is within an output '.*' of another stage", "dvc.exceptions:StagePathAsOutputError"),
    (r"is specified as an output and as a dependency", "dvc.exceptions:CircularDependencyError"),
    (r"is specified more than once", "dvc.exceptions:ArgumentDuplicationError"),
    (r"^Same item\(s\) are defined as both", "dvc.exceptions:CyclicGraphError"),
    (r"without a confirmation", "dvc.exceptions:ConfirmRemoveError"),
    (r"overlap", "dvc.exceptions:OverlappingOutputPathsError"),
    (r"does not exist as an output or a stage name in", "dvc.exceptions:NoOutputOrStageError"),
    (r"^\d+ files failed to download", "dvc.exceptions:DownloadError"),
    (r"^\d+ files failed to upload", "dvc.exceptions:UploadError"),
    (r"^Stage '.*' not found inside '", "dvc.stage.exceptions:StageNotFound"),
    (r"^Stage name not provided", "dvc.stage.exceptions:StageNameUnspecified"),
    (r"^Stage name cannot contain punctuation", "dvc.stage.exceptions:InvalidStageName"),
    (r"^Stage '.*' already exists in", "dvc.stage.exceptions:DuplicateStageName"),
    (r"is not a .dvc file", "dvc.stage.exceptions:StageFileIsNotDvcFileError"),
    (r"^data source changed:", "dvc.stage.exceptions:DataSourceChanged"),
    (r"^unable to commit changed", "dvc.stage.exceptions:StageCommitError"),
    (r"is outside of (DVC|dvc) repo", "dvc.stage.exceptions:StagePathOutsideError"),
    (r"^directory '.*' does not exist", "dvc.stage.exceptions:StagePathNotFoundError"),
    (r"is not directory$", "dvc.stage.exceptions:StagePathNotDirectoryError"),
    (r"^output '.*' does not exist$", "dvc.output:OutputDoesNotExistError"),
    (r"^dependency '.*' does not exist$", "dvc.dependency.base:DependencyDoesNotExistError"),
    (r"is not a (file or )?directory", "dvc.output:OutputIsNotFileOrDirError"),
    (r"^'.*' (does not exist|is dvc-ignored)", "dvc.stage.exceptions:StageFileDoesNotExistError"),
    (r"^you are not inside of a DVC repository", "dvc.exceptions:NotDvcRepoError"),
    (r"' is invalid\.", "dvc.utils.strictyaml:YAMLSyntaxError"),
    (r"' validation failed", "dvc.utils.strictyaml:YAMLValidationError"),
    (r"^Unsupported URL type", "dvc.config:ConfigError"),
    (r"^no remote specified", "dvc.config:NoRemoteError"),
    (r"^remote '.*' doesn't exist", "dvc.config:RemoteNotFoundError"),
    (r"is not a git repository|Git repo(sitory)? is required|no scm|NoSCM", "scmrepo.exceptions:SCMError"),
]


def load(spec):
    module, name = spec.split(":")
    return getattr(importlib.import_module(module), name)


class ExpFailed(DvcException):
    """A line that the table above does not know: stands for whatever DVC's own exception the test expects."""


def instance(cls, text):
    error = cls.__new__(cls)
    error.args = (text,)
    error.msg = text
    if not isinstance(error, DvcException) or "__init__" in cls.__dict__:
        error.__class__ = type(cls.__name__, (cls,), {"__str__": lambda self: self.args[0]})
    return error


def from_text(text):
    for pattern, spec in LINES:
        found = re.search(pattern, text)
        if found and spec is None:
            return from_text(text[found.end() :])
        if found:
            # several stages are listed behind a colon of the line's own
            head, colon, rest = ("", "", "") if "reproduce stages: " in text else text.partition(": ")
            error = instance(load(spec), head if spec.endswith(":ReproductionError") and colon else text)
            if colon and rest:
                error.__cause__ = from_text(rest)
            return error
    system = re.search(r"\[Errno (\d+)\] (.*): '(.*)'$", text)
    if system and text.startswith("unexpected error"):
        return OSError(int(system.group(1)), system.group(2), system.group(3))
    error = ExpFailed(text or "exp printed nothing")
    _, colon, rest = text.partition(": ")
    if colon and rest:
        error.__cause__ = from_text(rest)
    return error


def logged(text):
    """The text of an error's log record: the line, and the class as its traceback ends."""
    error = from_text(text)
    return f"{text}\n{type(error).__module__}.{type(error).__name__}: {text}"


def error_for(outcome):
    error = from_text(outcome.error_text)
    error.outcome = outcome
    failed = re.search(r"(?:^| - )Checkout failed for following targets:\n(.*?)\nIs your cache", outcome.error_text, re.S | re.M)
    if failed:
        error.target_infos = failed.group(1).split("\n")
    return error


MODULES = [
    "dvc.exceptions", "dvc.utils.serialize", "dvc.utils.strictyaml", "dvc.stage.exceptions", "dvc.repo.metrics.show",
    "dvc.repo.params.show", "dvc_data.index", "dvc.dependency.param", "dvc.parsing", "scmrepo.exceptions",
    "dvc.dependency.base", "dvc.output", "dvc.parsing.context", "dvc.lock", "dvc.repo.experiments.exceptions",
]


def named(name, text):
    """An instance of the class that a JSON answer names."""
    for module in MODULES:
        cls = getattr(importlib.import_module(module), name, None)
        if isinstance(cls, type):
            return instance(cls, text)
    cls = getattr(builtins, name, None)
    return cls(text) if isinstance(cls, type) else ExpFailed(f"{name}: {text}")
