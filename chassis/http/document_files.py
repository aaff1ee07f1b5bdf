"""Files of the pages of API documents: they are of our own, and need no other host."""

from functools import cache

from starlette.requests import Request
from starlette.responses import Response

from chassis.web.static_files import StaticFiles

PREFIX = "/docs/aset"


@cache
def _files() -> StaticFiles:
    """Read when they are first asked for: few starts of a service are followed by that."""
    return StaticFiles(("chassis.web", "chassis.http"), PREFIX)


def address(name: str) -> str:
    """Where a file is served. Raises KeyError."""
    return _files().address(name)


def response(request: Request, path: str) -> Response:
    """The file at `path` below `PREFIX`. Raises 404."""
    return _files().response(request, path)
