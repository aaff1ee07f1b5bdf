"""Lists in pages: `{items, next}` with an opaque cursor."""

import base64
import binascii
from typing import Annotated, Any

from fastapi import Query

from chassis.http.problem import Fault, Problem
from chassis.text import Text

Limit = Annotated[int, Query(ge=1, le=500, description="How many at the most.")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the page before.")]


def cursor_after(last: str) -> str:
    """The cursor of the page that starts after the row named `last`."""
    return base64.urlsafe_b64encode(last.encode()).decode().rstrip("=")


def after(cursor: str | None) -> str | None:
    """The name encoded in a cursor. Raises 422."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return base64.b64decode(padded.encode(), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise no_cursor() from None


def no_cursor() -> Problem:
    """422: the cursor is not one of ours."""
    fault = Fault("cursor", "cursor", Text("bukan nilai `next`", "is no value of `next`"))
    detail = Text("Isian belum benar: cursor.", "Some fields are not right: cursor.")
    return Problem(422, "invalid", detail, (fault,))


def page(rows: list[dict[str, Any]], limit: int, name: str) -> dict[str, Any]:
    """The page of up to `limit` + 1 rows, with the cursor of the next page if there is one."""
    shown = rows[:limit]
    more = len(rows) > limit
    return {"items": shown, "next": cursor_after(str(shown[-1][name])) if more else None}
