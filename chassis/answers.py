"""How anything that goes wrong is answered: problem+json in the reader's language."""

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from chassis.database import DatabaseTrouble, TooMuchAtOnce
from chassis.problem import Problem, too_much_at_once, unavailable
from chassis.text import Text, language_of
from chassis.validation import invalid

log = structlog.get_logger()

_TEXT = {"type": "string"}
_FAULT = {
    "type": "object",
    "required": ["field", "code", "message"],
    "properties": {"field": _TEXT, "code": _TEXT, "message": _TEXT},
}
PROBLEM_RESPONSE: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "Apa yang salah dan apa yang harus dilakukan, menurut Accept-Language "
        "(what is wrong and what to do).",
        "content": {
            "application/problem+json": {
                "schema": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail", "code", "instance"],
                    "properties": {
                        **dict.fromkeys(("type", "title", "detail", "code", "instance"), _TEXT),
                        "status": {"type": "integer"},
                        "errors": {"type": "array", "items": _FAULT},
                    },
                }
            }
        },
    }
}
"""Every route's part of /openapi.json for what `answer` says: RFC 9457, with our members."""


def answer(request: Request, problem: Problem) -> JSONResponse:
    """`problem` as a response to `request`."""
    language = language_of(request.headers.get("accept-language", ""))
    return JSONResponse(
        problem.body(language, request.url.path),
        problem.status,
        {**problem.headers, "Content-Language": language},
        media_type="application/problem+json",
    )


async def _problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)  # noqa: S101
    return answer(request, error)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return answer(request, invalid(error.errors()))


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    code = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "refused")
    detail = Text(f"Tidak dapat dilayani: {error.detail}.", f"{error.detail}.")
    return answer(request, Problem(error.status_code, code, detail, headers=error.headers or {}))


async def _trouble(request: Request, error: Exception) -> JSONResponse:
    log.warning("request met trouble", path=request.url.path, error=repr(error)[:500])
    return answer(request, unavailable())


async def _too_much(request: Request, error: Exception) -> JSONResponse:
    log.warning("too much for one transaction", path=request.url.path, error=repr(error)[:500])
    return answer(request, too_much_at_once())


async def _gone(request: Request, _error: Exception) -> JSONResponse:
    detail = Text(
        "Sambungan terputus sebelum kiriman lengkap. Kirim ulang.",
        "The connection broke before everything was sent. Send it again.",
    )
    return answer(request, Problem(400, "incomplete", detail))


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("request failed", path=request.url.path, exc_info=error)
    detail = Text(
        "Terjadi kesalahan di pihak kami. Sudah dicatat.", "This is our fault. It has been noted."
    )
    return answer(request, Problem(500, "unexpected", detail))


def answer_problems(app: FastAPI) -> None:
    """Give `app` its ways to answer what goes wrong."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DatabaseTrouble, _trouble)
    app.add_exception_handler(TooMuchAtOnce, _too_much)
    app.add_exception_handler(TimeoutError, _trouble)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _unexpected)
