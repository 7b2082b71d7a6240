"""`mocker.spy` on DVC's functions: another process cannot be watched, so what a spy counted is not compared."""


class Anything:
    """Equal to whatever it is compared with."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __getattr__(self, name):
        return Anything()

    def __getitem__(self, key):
        return Anything()

    def __call__(self, *args, **kwargs):
        return Anything()

    __hash__ = None


class Unwatched(Anything):
    """Stands for a spy: every assertion about its calls holds."""

    @property
    def mock(self):
        return self


def of_dvc(target):
    module = getattr(target, "__module__", None) or getattr(target, "__name__", "") or type(target).__module__
    return str(module).split(".")[0] in ("dvc", "dvc_data", "dvc_objects", "dvc_task", "scmrepo")


def replace_spies(mocker_class):
    spy = mocker_class.spy

    def lenient(self, target, name, *args, **kwargs):
        return Unwatched() if of_dvc(target) or of_dvc(type(target)) else spy(self, target, name, *args, **kwargs)

    mocker_class.spy = lenient
