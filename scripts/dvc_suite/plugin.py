"""A pytest plugin: DVC's own tests, run through `exp dvc …` (see scripts/dvc-suite)."""

import contextlib
import os

import dvc.cli
import pytest
from dvc.exceptions import DvcException
from dvc_objects.errors import ObjectDBError
from pytest_mock import MockerFixture
from scmrepo.exceptions import SCMError

from . import binary, experiments, repository
from .errors import ExpFailed
from .flags import NotExpressible
from .left_out import reason_for
from .spies import replace_spies

dvc.cli.main = binary.main
repository.patch()
experiments.patch()
replace_spies(MockerFixture)

raises = pytest.raises
access = os.access


def access_by_mode(path, mode, **kwargs):
    """To root everything is writable; what the tests ask is whether the file is protected."""
    return access(path, mode, **kwargs) and not (mode & os.W_OK and not os.stat(path).st_mode & 0o222)


if os.geteuid() == 0:
    os.access = access_by_mode


def is_ours(cls):
    return isinstance(cls, type) and issubclass(cls, (DvcException, ObjectDBError, SCMError))


def lenient_raises(expected, *args, **kwargs):
    """A line that names no class of its own stands for the exception that is expected."""
    classes = expected if isinstance(expected, tuple) else (expected,)
    if any(is_ours(cls) for cls in classes):
        expected = (*classes, ExpFailed)
    return raises(expected, *args, **kwargs)


pytest.raises = lenient_raises


@pytest.fixture(scope="session", autouse=True)
def no_celery_worker():
    """`exp` runs the queue: a worker of DVC's would only steal its tasks."""
    from celery.contrib.testing import worker

    patch = pytest.MonkeyPatch()
    patch.setattr(worker, "start_worker", lambda *args, **kwargs: contextlib.nullcontext())
    yield
    patch.undo()


def pytest_collection_modifyitems(config, items):
    for item in items:
        reason = reason_for(item)
        if reason:
            item.add_marker(pytest.mark.skip(reason=f"left out: {reason}"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    outcome = yield
    if outcome.excinfo and issubclass(outcome.excinfo[0], NotExpressible):
        outcome.force_exception(pytest.skip.Exception(f"left out: no option says {outcome.excinfo[1]}"))
