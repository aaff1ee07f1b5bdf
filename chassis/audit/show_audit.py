"""GET /api/v1/audit, and the same as a page and as a file: what was done, for administrators."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from chassis.audit.entry import Deed, Entry, Value
from chassis.audit.repository import BATCH
from chassis.audit.trail import EXPORTED, Trail
from chassis.auth.auth import Auth, Caller, caller, must_be
from chassis.http.paging import Limit
from chassis.sheets.csv_rows import csv_of
from chassis.web.pages import Pages
from contracts.account import EVERYTHING, Account, Role

SHOWN_MOST = 50
COLUMNS = ("number", "at", "what", "by", "about", "details", "before", "hash")
Word = Annotated[str, Query(max_length=64)]
Number = Annotated[int | None, Query(ge=1, le=10**15)]


class AuditEntry(BaseModel):
    """What was done, by which account, to what, and its place in the chain of hashes."""

    number: int = Field(description="From 1, without gaps.")
    at: datetime
    what: str
    by: str
    about: str
    details: dict[str, Value]
    before: str = Field(description="The hash of the entry before.")
    hash: str


class AuditPage(BaseModel):
    """Entries of the trail, the last first; the next page is `before` the last number."""

    entries: list[AuditEntry]


def must_see_all(account: Account) -> None:
    """Raise 403 unless the account is an administrator who sees everything: the trail is of all."""
    must_be(account, *([Role.ADMIN] if account.scope == EVERYTHING else []))


def routes(trail: Trail, auth: Auth) -> APIRouter:
    """The trail as JSON."""
    router = APIRouter(prefix="/api/v1/audit", tags=["audit"], route_class=auth.route)

    @router.get("", responses={200: {"model": AuditPage}})
    async def list_audit(
        account: Caller,
        *,
        what: Word = "",
        by: Word = "",
        about: Word = "",
        before: Number = None,
        limit: Limit = 100,
    ) -> dict[str, Any]:
        """Jejak audit, yang terakhir dahulu; `before` nomor terakhir dari halaman sebelumnya."""
        must_see_all(account)
        found = await trail.entries.latest(_wanted(what, by, about), before, limit)
        return {"entries": [entry_view(one) for one in found]}

    return router


def page_routes(
    pages: Pages, trail: Trail, deeds: Mapping[str, str], details: Mapping[str, str], *, zone: str
) -> APIRouter:
    """The trail as a page, and the whole of it as a file; `deeds` and `details` are its words, by
    code and by name.
    """
    router = APIRouter(route_class=pages.route, include_in_schema=False)
    path = f"{pages.prefix}/audit"

    @router.get(path)
    async def show_audit(
        request: Request,
        *,
        apa: Word = "",
        oleh: Word = "",
        tentang: Word = "",
        sebelum: Number = None,
    ) -> Response:
        """Jejak audit."""
        must_see_all(caller(request))
        wanted = _wanted(apa, oleh, tentang)
        found = await trail.entries.latest(wanted, sebelum, SHOWN_MOST + 1)
        shown = found[:SHOWN_MOST]
        facts = {
            "entries": shown,
            "end": await trail.entries.end(),
            "deeds": deeds,
            "details": details,
            "asked": {"apa": apa, "oleh": oleh, "tentang": tentang},
            "path": path,
            "zone": zone,
            "next": shown[-1].number if len(found) > SHOWN_MOST else None,
            "is_first": sebelum is None,
        }
        return pages.render(request, "audit.html", facts)

    @router.get(f"{path}/berkas")
    async def export_audit(request: Request) -> Response:
        """Seluruh jejak sebagai CSV; ekspornya sendiri tercatat."""
        account = caller(request)
        must_see_all(account)
        await trail.record(Deed(EXPORTED, account.username, pages.prefix.strip("/")))
        name = f"audit-{pages.prefix.strip('/')}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(_lines(trail), headers=headers, media_type="text/csv")

    return router


def entry_view(entry: Entry) -> dict[str, Any]:
    """The entry in a response."""
    deed = entry.deed
    return {
        "number": entry.number,
        "at": entry.at,
        "what": deed.what,
        "by": deed.by,
        "about": deed.about,
        "details": deed.details,
        "before": entry.before,
        "hash": entry.hash,
    }


def _wanted(what: str, by: str, about: str) -> dict[str, str]:
    asked = {"what": what, "by": by, "about": about}
    return {name: value for name, value in asked.items() if value}


async def _lines(trail: Trail) -> AsyncIterator[str]:
    """The trail as CSV (RFC 4180), `BATCH` entries at a time."""
    yield csv_of([COLUMNS])
    number = 0
    while found := await trail.entries.after(number):
        number = found[-1].number
        yield csv_of(
            {
                **entry_view(one),
                "at": one.at.isoformat(timespec="milliseconds"),
                "details": json.dumps(dict(one.deed.details), ensure_ascii=False, sort_keys=True),
            }.values()
            for one in found
        )
        if len(found) < BATCH:
            return
