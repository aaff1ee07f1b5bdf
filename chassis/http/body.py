"""The body limit of a route, stated at the route; the default is small."""

from collections.abc import Callable
from typing import Any, TypeVar

from starlette.exceptions import HTTPException

from chassis.http.problem import Problem

C = TypeVar("C", bound=Callable[..., Any])

KILO = 1024
SMALL = 16 * KILO
"""Body limit in bytes of a route that states none."""
ONE_FILE: Any = {"max_files": 1, "max_fields": 8, "max_part_size": KILO}
"""For `form_limits` of a route that takes a file: one file and a few small fields."""
_STATED = "aksi_takes"


class BodyRefused(HTTPException):
    """The rest of the body is not read. While a body is read, FastAPI passes on only an
    `HTTPException`.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.status, problem.code)
        self.problem = problem


def takes(kilobytes: int) -> Callable[[C], C]:
    """Decorator below a route's decorator: its body limit in kilobytes (1,024 bytes)."""

    def state(endpoint: C) -> C:
        setattr(endpoint, _STATED, kilobytes * KILO)
        return endpoint

    return state


def takes_a_file(endpoint: C) -> C:
    """Decorator below a route's decorator: it takes a file, with the limit AKSI_BODY_BYTES and
    the longer time limit of files.
    """
    setattr(endpoint, _STATED, None)
    return endpoint


def stated(endpoint: object) -> int | None:
    """Body limit in bytes of the route of `endpoint`; None when it takes a file."""
    size: int | None = getattr(endpoint, _STATED, SMALL)
    return size
