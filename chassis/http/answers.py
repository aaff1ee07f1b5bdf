"""Error responses: problem+json in the client's language."""

from collections.abc import Callable
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from chassis.http.body import BodyRefused
from chassis.http.problem import Problem, cut, too_much_at_once, unavailable
from chassis.http.secure_headers import SECURE
from chassis.http.validation import invalid
from chassis.mongo.database import DatabaseTrouble, TransactionTooLarge
from chassis.text import Text, language_of

log = structlog.get_logger()

_LOGGED_MOST = 200
SECRET_PARAMETER = "{token}"  # noqa: S105 - its name, not one
"""What a route calls a part of its path that is a secret: who has it may act."""
_UNREADABLE = "There was an error parsing the body"
"""FastAPI's message for JSON that is nested too deeply or is not valid UTF-8."""
_NOT_READABLE = Text(
    "Isi kiriman tidak dapat dibaca. Kirim JSON sah dalam UTF-8 yang tidak terlalu dalam.",
    "What was sent cannot be read. Send valid JSON in UTF-8 that is not nested too deeply.",
)


ProblemPage = Callable[[Request, Problem], Response]
"""Renders a problem for people."""
_PAGE = "aksi_problem_page"


def show_problems_by(app: FastAPI, page: ProblemPage) -> None:
    """Answer requests for a page (Accept: text/html) with a problem's page instead of JSON."""
    setattr(app.state, _PAGE, page)


def answer(request: Request, problem: Problem) -> Response:
    """`problem` as a response to `request`: a page for a browser, problem+json for programs."""
    app: Any = request.scope.get("app")
    page: ProblemPage | None = getattr(app.state, _PAGE, None) if app else None
    if page is not None and "text/html" in request.headers.get("accept", ""):
        return page(request, problem)
    language = language_of(request.headers.get("accept-language", ""))
    return JSONResponse(
        problem.body(language, shown_path(request)),
        problem.status,
        {**problem.headers, "Content-Language": language},
        media_type="application/problem+json",
    )


def has_secret(request: Request) -> bool:
    """Whether the request's path has a secret in it."""
    return SECRET_PARAMETER in _route_path(request)


def shown_path(request: Request) -> str:
    """The path as a problem or a log may say it: of a route with a secret in it, the route's."""
    return _route_path(request) if has_secret(request) else request.url.path


def _route_path(request: Request) -> str:
    route: Any = request.scope.get("route")
    path: str = getattr(route, "path", "")
    return path


def _path(request: Request) -> str:
    return cut(shown_path(request), _LOGGED_MOST)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101
    return answer(request, error)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return answer(request, invalid(error.errors()))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    if isinstance(error, BodyRefused):
        return answer(request, error.problem)
    if error.detail == _UNREADABLE:
        return answer(request, Problem(400, "unreadable", _NOT_READABLE))
    code = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "refused")
    detail = Text(f"Tidak dapat dilayani: {error.detail}.", f"{error.detail}.")
    return answer(request, Problem(error.status_code, code, detail, headers=error.headers or {}))


async def _trouble(request: Request, error: Exception) -> Response:
    log.warning("request met trouble", path=_path(request), error=repr(error)[:500])
    return answer(request, unavailable())


async def _too_much(request: Request, error: Exception) -> Response:
    log.warning(
        "too much for one transaction",
        path=_path(request),
        error=repr(error)[:500],
    )
    return answer(request, too_much_at_once())


async def _gone(request: Request, _error: Exception) -> Response:
    detail = Text(
        "Sambungan terputus sebelum kiriman lengkap. Kirim ulang.",
        "The connection broke before everything was sent. Send it again.",
    )
    return answer(request, Problem(400, "incomplete", detail))


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("request failed", path=_path(request), exc_info=error)
    detail = Text(
        "Terjadi kesalahan di pihak kami. Sudah dicatat.", "This is our fault. It has been noted."
    )
    response = answer(request, Problem(500, "unexpected", detail))
    response.raw_headers.extend(SECURE)  # Starlette sends it without the `Edge` middleware
    return response


def answer_problems(app: FastAPI) -> None:
    """Add the exception handlers to `app`."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DatabaseTrouble, _trouble)
    app.add_exception_handler(TransactionTooLarge, _too_much)
    app.add_exception_handler(TimeoutError, _trouble)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _unexpected)
