"""The protocol between a service and its child process that reads files: frames of pickled objects.

The service reads frames of its own child only, and in them allows only plain values and
classes of this project. Pure.
"""

import io
import pickle
from contextlib import suppress
from dataclasses import dataclass
from enum import EnumType
from typing import Any

from chassis.sheets.limits import Limits

HEAD = 8
OURS = frozenset({"chassis", "contracts", "planner", "tracker", "tests"})
PLAIN = frozenset(
    {
        ("builtins", "frozenset"),
        ("builtins", "set"),
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "time"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
        ("decimal", "Decimal"),
        ("zoneinfo", "ZoneInfo._unpickle"),
    }
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of memory, time and answer size for reading one file."""

    memory_mb: int
    cpu_seconds: int
    seconds: float
    answer_bytes: int


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read, of `size` bytes; they are in the file in memory that both have."""

    bounds: Bounds
    limits: Limits
    arguments: tuple[Any, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Ready:
    """The child is ready."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some values of one list field of the result."""

    field: str
    values: list[Any]


@dataclass(frozen=True, slots=True)
class Done:
    """All pieces were sent: the class of the result, and whether the child ends now."""

    kind: type[Any]
    ending: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """The file is refused for these faults."""

    faults: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """The memory limit was reached."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Reading failed with an unexpected exception."""

    trace: str


def _member(kind: Any, name: str) -> Any:
    """Replaces `getattr` in a frame: Python 3.11 before 3.11.4 pickles an enum member by it."""
    if isinstance(kind, EnumType) and kind.__module__.partition(".")[0] in OURS:
        members: dict[str, Any] = dict(kind.__members__)
        if name in members:
            return members[name]
    raise pickle.UnpicklingError(f"{name} of {kind!r} does not belong in a frame")


class _AllowedTypes(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("builtins", "getattr"):
            return _member
        if (module, name) in PLAIN:
            return super().find_class(module, name)
        if module.partition(".")[0] in OURS:
            with suppress(AttributeError, ImportError):
                kind = super().find_class(module, name)
                if isinstance(kind, type) and kind.__module__ == module:
                    return kind
        raise pickle.UnpicklingError(f"{module}.{name} does not belong in a frame")


def framed(value: Any) -> bytes:
    """The value as a frame: pickled, with its length first."""
    content = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return len(content).to_bytes(HEAD, "big") + content


def unframed(content: bytes) -> Any:
    """The value of a frame without its length."""
    return _AllowedTypes(io.BytesIO(content)).load()
