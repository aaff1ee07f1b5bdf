"""Why a request is not authenticated, or comes too often. Pure."""

from chassis.http.problem import Problem
from chassis.text import Text


def unauthenticated(why: Text, code: str = "unauthenticated") -> Problem:
    """401: authentication is required."""
    return Problem(401, code, why, headers={"WWW-Authenticate": "Bearer"})


def session_ended() -> Problem:
    """401: the token is valid, but its session was ended or its account disabled."""
    return unauthenticated(
        Text(
            "Sesi ini sudah berakhir atau akunnya dinonaktifkan. Masuk lagi, atau hubungi admin.",
            "This session was ended, or its account is disabled. Log in again, or ask an admin.",
        ),
        "session-ended",
    )


def too_many(seconds: int) -> Problem:
    """429: too many requests; try again after `seconds`."""
    return Problem(
        429,
        "too-many-requests",
        Text(
            f"Terlalu banyak permintaan. Coba lagi dalam {seconds} detik.",
            f"Too many requests. Try again in {seconds} seconds.",
        ),
        headers={"Retry-After": str(seconds)},
    )
