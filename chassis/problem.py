"""What went wrong for a caller, as RFC 9457 problem+json with a stable code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from chassis.text import Language, Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one field."""

    field: str
    code: str
    message: Text


@dataclass(eq=False, slots=True)
class Problem(Exception):
    """An answer other than yes: what was wrong and what to do, in both languages.

    `code` is stable and meant for programs; `detail` is meant for people; `extra`
    members go into the body as they are.
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
            "detail": self.detail.said(language),
            "code": self.code,
            "instance": instance,
            **self.extra,
        }
        if self.faults:
            answer["errors"] = [
                {"field": f.field, "code": f.code, "message": f.message.said(language)}
                for f in self.faults
            ]
        return answer


def not_found(what: Text) -> Problem:
    """404: there is no such thing, or the caller may not see it."""
    return Problem(404, "not-found", what)


def forbidden(why: Text) -> Problem:
    """403: known, but not allowed."""
    return Problem(403, "forbidden", why)


def unavailable() -> Problem:
    """503: nothing was changed, or the same call again will say; try again soon."""
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
    """413: nothing was changed, and the same call again will fail the same way."""
    return Problem(
        413,
        "too-much-at-once",
        Text(
            "Terlalu banyak untuk sekali simpan; tidak ada yang diterapkan. Bagi menjadi "
            "beberapa bagian.",
            "Too much to be kept at once; nothing was applied. Split it into parts.",
        ),
    )
