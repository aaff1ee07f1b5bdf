"""What passes between a service and a process that reads files: frames of pickled objects.

The service takes such frames from its own child only, and from it only plain values and
classes of this project. Pure.
"""

import io
import pickle
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
    """What the reading of one file may take."""

    memory_mb: int
    cpu_seconds: int
    seconds: float
    answer_bytes: int


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read; its bytes follow in a frame of their own."""

    bounds: Bounds
    limits: Limits
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """The child can read."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the values of one list of what was read."""

    field: str
    values: list[Any]


@dataclass(frozen=True, slots=True)
class Done:
    """All pieces were sent; what they make, and whether the child ends now."""

    kind: type[Any]
    ending: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """The file is refused for these faults."""

    faults: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """The limit on memory was met."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Reading failed in a way nobody foresaw."""

    trace: str


def _member(kind: Any, name: str) -> Any:
    """What `getattr` is in a frame: Python 3.11 before 3.11.4 pickles an enum's member by it."""
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
            kind = super().find_class(module, name)
            if isinstance(kind, type) and kind.__module__ == module:
                return kind
        raise pickle.UnpicklingError(f"{module}.{name} does not belong in a frame")


def framed(value: Any) -> bytes:
    """The value as it is sent, its length before it."""
    return with_length(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


def with_length(content: bytes) -> bytes:
    """Bytes as they are sent."""
    return len(content).to_bytes(HEAD, "big") + content


def unframed(content: bytes) -> Any:
    """The value of a frame without its length."""
    return _AllowedTypes(io.BytesIO(content)).load()
