"""Sessions of pages: the token in a cookie, and the proof that a form is the session's own."""

import hashlib
import hmac

from starlette.requests import Request
from starlette.responses import Response

from chassis.http.problem import Problem
from chassis.text import Text

COOKIE = "aksi_sesi"
FORM_KEY = "csrf"
"""The hidden field of every form."""
_OWN = frozenset({"same-origin", "none"})


def token_of(request: Request) -> str | None:
    """The token in a request's cookie."""
    return request.cookies.get(COOKIE) or None


def keep_session(response: Response, token: str, seconds: int, *, secure: bool) -> None:
    """Set the cookie: unreadable to scripts, not sent with the forms of other sites."""
    response.set_cookie(
        COOKIE, token, max_age=seconds, path="/", httponly=True, secure=secure, samesite="lax"
    )


def end_session(response: Response) -> None:
    """Delete the cookie."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


def form_key(token: str) -> str:
    """What a form of this session has in its hidden field. Only who has the cookie can make it."""
    return hashlib.sha256(f"form\n{token}".encode()).hexdigest()


def is_own_form(token: str, given: str) -> bool:
    """Whether a form has the key of the session, compared in constant time."""
    return hmac.compare_digest(form_key(token).encode(), given.encode(errors="replace"))


def must_be_own_site(request: Request) -> None:
    """Raise 403 when a browser says that another site sends this (Fetch Metadata, Origin)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        own = site in _OWN
    else:
        origin = request.headers.get("origin")
        own = origin is None or origin.partition("://")[2] == request.headers.get("host")
    if not own:
        raise Problem(
            403,
            "foreign-form",
            Text(
                "Formulir ini dikirim dari situs lain. Buka halamannya di sini, lalu kirim lagi.",
                "This form was sent from another site. Open the page here, then send it again.",
            ),
        )
