"""How much a route takes, stated beside the route; what states nothing takes little."""

from collections.abc import Callable
from typing import Any, TypeVar

from starlette.exceptions import HTTPException

from chassis.http.problem import Problem

C = TypeVar("C", bound=Callable[..., Any])

KILO = 1024
SMALL = 16 * KILO
"""Bytes that a route takes which states nothing."""
ONE_FILE: Any = {"max_files": 1, "max_fields": 8, "max_part_size": KILO}
"""For `form_limits` of a route that takes a file: the file, and little beside it."""
_STATED = "aksi_takes"


class BodyRefused(HTTPException):
    """The body is not read on; FastAPI passes on no other kind of error from within a body."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.status, problem.code)
        self.problem = problem


def takes(kilobytes: int) -> Callable[[C], C]:
    """State, under a route's decorator, how large its body may be."""

    def state(endpoint: C) -> C:
        setattr(endpoint, _STATED, kilobytes * KILO)
        return endpoint

    return state


def takes_a_file(endpoint: C) -> C:
    """State, under a route's decorator, that it takes a file: AKSI_BODY_BYTES, and time for it."""
    setattr(endpoint, _STATED, None)
    return endpoint


def stated(endpoint: object) -> int | None:
    """Bytes that the route of `endpoint` takes; None when it takes a file."""
    size: int | None = getattr(endpoint, _STATED, SMALL)
    return size
