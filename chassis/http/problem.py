"""Error responses as RFC 9457 problem+json with a stable code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from chassis.text import Language, Text

FAULTS_MOST = 20
"""Most faults listed in one response."""
_PLACE_MOST, _MESSAGE_MOST, _DETAIL_MOST = 100, 300, 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one field."""

    field: str
    code: str
    message: Text
    proposals: tuple[str, ...] = ()
    """What may be meant instead, as it may be written there: for people, to choose from."""


@dataclass(eq=False, slots=True)
class Problem(Exception):
    """An error response: what was wrong and what to do, in both languages.

    `code` is stable and meant for programs; `detail` is meant for people; `extra` members are
    put into the body unchanged. The rest of the body is bounded, whatever was sent: it lists
    FAULTS_MOST faults and the number of the others.
    """

    status: int
    code: str
    detail: Text
    faults: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail.english}"

    def body(self, language: Language, instance: str) -> dict[str, Any]:
        """The problem+json members, in `language`."""
        answer: dict[str, Any] = {
            "type": f"urn:aksi:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": cut(self.detail.in_language(language), _DETAIL_MOST),
            "code": self.code,
            "instance": cut(instance, _PLACE_MOST),
            **self.extra,
        }
        if self.faults:
            answer["errors"] = [
                {
                    "field": cut(f.field, _PLACE_MOST),
                    "code": f.code,
                    "message": cut(f.message.in_language(language), _MESSAGE_MOST),
                }
                for f in self.faults[:FAULTS_MOST]
            ]
            if (more := len(self.faults) - FAULTS_MOST) > 0:
                answer["more_errors"] = more
        return answer


def cut(text: str, most: int) -> str:
    """`text`, cut to `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def not_found(what: Text) -> Problem:
    """404: it does not exist, or the caller may not see it."""
    return Problem(404, "not-found", what)


def forbidden(why: Text) -> Problem:
    """403: authenticated, but not allowed."""
    return Problem(403, "forbidden", why)


def unavailable() -> Problem:
    """503: try again soon. Nothing was changed, or the same request again gives the result."""
    return Problem(
        503,
        "unavailable",
        Text(
            "Layanan sedang terganggu. Kirim ulang permintaan yang sama sebentar lagi.",
            "The service is in trouble. Send the same request again in a moment.",
        ),
        headers={"Retry-After": "5"},
    )


def too_much_at_once() -> Problem:
    """413: nothing was changed; the same request again fails in the same way."""
    return Problem(
        413,
        "too-much-at-once",
        Text(
            "Terlalu banyak untuk sekali simpan; tidak ada yang diterapkan. Bagi menjadi "
            "beberapa bagian.",
            "Too much to be kept at once; nothing was applied. Split it into parts.",
        ),
    )


def _bytes(count: int) -> str:
    return f"{count / 1_048_576:.3g} MB" if count >= 1_048_576 else f"{count} byte"


def too_large(limit: int) -> Problem:
    """413: send less."""
    return Problem(
        413,
        "too-large",
        Text(
            f"Kiriman lebih besar dari {_bytes(limit)}. Kecilkan, atau bagi menjadi beberapa.",
            f"More than {_bytes(limit)} were sent. Make it smaller, or split it into parts.",
        ),
    )


def too_slow() -> Problem:
    """408: the request was not complete in time."""
    return Problem(
        408,
        "too-slow",
        Text(
            "Kiriman tidak selesai pada waktunya. Kirim ulang; bila jaringannya lambat, bagi "
            "menjadi beberapa bagian.",
            "What was sent did not arrive in time. Send it again; on a slow line, in parts.",
        ),
        headers={"Connection": "close"},
    )


def crowded() -> Problem:
    """503: too many requests at once; nothing was changed."""
    return Problem(
        503,
        "crowded",
        Text(
            "Terlalu banyak permintaan bersamaan. Kirim ulang permintaan yang sama sebentar lagi.",
            "Too many are asking at once. Send the same request again in a moment.",
        ),
        headers={"Retry-After": "5", "Connection": "close"},
    )
