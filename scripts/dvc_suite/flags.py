"""A method's arguments as the options of its command."""

import os


class NotExpressible(Exception):
    """No command line says what the call says."""


def many(value):
    if value is None or value is False:
        return []
    if isinstance(value, (str, bytes, os.PathLike)):
        return [os.fspath(value)]
    return [os.fspath(v) if isinstance(v, os.PathLike) else str(v) for v in value]


def options(kwargs, table, ignored=()):
    """`table`: name → option. A flag ends in nothing, an option with a value in '=', a repeated one in '*';
    a leading '!' means: given when the argument is false."""
    args = []
    for name, value in kwargs.items():
        if name in ignored:
            continue
        option = table.get(name)
        if option is None:
            if value in (None, False, [], (), {}):
                continue
            raise NotExpressible(f"{name}={value!r}")
        if option.startswith("!"):
            if not value:
                args.append(option[1:])
        elif option.endswith("*"):
            for one in many(value):
                args += [option[:-1], one]
        elif option.endswith("="):
            if value is not None:
                args += [option[:-1], str(value)]
        elif value:
            args.append(option)
    return args
