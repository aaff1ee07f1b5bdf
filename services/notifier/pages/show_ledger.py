"""ledger requested -> every decision about alerts, also that nobody was told; page and CSV."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from chassis.audit.entry import Deed
from chassis.audit.trail import Trail
from chassis.auth.auth import caller
from chassis.http.paging import Cursor
from chassis.sheets.csv_rows import csv_of
from contracts.account import Account
from notifier.alerting.ledger import Entry
from notifier.deeds import LEDGER_DOWNLOADED
from notifier.ledger.query import LedgerQuery
from notifier.pages.alert_pages import AlertPages
from notifier.pages.places import cursor_of, place_of
from notifier.pages.sources import Ledger, Place
from notifier.pages.typed_days import day_of, end_of, start_of

LEDGER = "/peringatan/catatan"
SHOWN_MOST = 50
AT_ONCE = 500
DOWNLOADED_MOST = 20_000
"""Rows of a file: the newest."""
COLUMNS = (
    *("at", "what", "why", "rule", "subject", "title", "agency", "region", "step"),
    *("offices", "vacant", "told", "by", "until", "words", "alert", "number"),
)
Code = Annotated[str, Query(max_length=80)]


@dataclass(frozen=True, slots=True)
class LedgerAsked:
    """Which entries a reader wants to see, as the query of the address says it."""

    apa: Code = ""
    aturan: Code = ""
    opd: Code = ""
    jabatan: Code = ""
    butir: Code = ""
    dari: Code = ""
    sampai: Code = ""

    def filters(self) -> Mapping[str, str]:
        """What was given, by name."""
        return {name: str(value) for name, value in self._values().items() if value}

    def query(self, account: Account) -> LedgerQuery:
        """The query, within the account's scope."""
        return LedgerQuery(
            account.scope,
            what=self.apa or None,
            rule=self.aturan or None,
            agency=self.opd or None,
            offices=self.jabatan or None,
            item_id=self.butir.strip() or None,
        )

    def days(self, zone: str) -> Mapping[str, Any]:
        """From when until when; what is no day asks for none."""
        try:
            until = end_of(day_of(self.sampai), zone)
        except OverflowError:
            until = None
        return {"since": start_of(day_of(self.dari), zone), "until": until}

    def _values(self) -> Mapping[str, str]:
        return {name: getattr(self, name) for name in self.__slots__}


Asked = Annotated[LedgerAsked, Depends()]


def routes(alert_pages: AlertPages, ledger: Ledger, trail: Trail) -> APIRouter:
    """Catatan peringatan."""
    pages = alert_pages.pages
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.get(LEDGER)
    async def show_ledger(request: Request, asked: Asked, sesudah: Cursor = None) -> Response:
        """Semua yang diputuskan tentang peringatan, yang terakhir dahulu."""
        account, place = caller(request), place_of(sesudah)
        found = await ledger.page(
            asked.query(account), place, SHOWN_MOST + 1, **asked.days(alert_pages.zone)
        )
        shown, more = found[:SHOWN_MOST], len(found) > SHOWN_MOST
        facts = {
            **await alert_pages.words(request),
            "entries": shown,
            "asked": asked,
            "filters": asked.filters(),
            "is_first": place is None,
            "next": cursor_of(shown[-1].at, shown[-1].key) if more else None,
            "path": LEDGER,
            "rules": [one["rule"] for one in alert_pages.policy()["rules"]],
            "most": DOWNLOADED_MOST,
            "keep_years": round(ledger.keep.days / 365),
            "keep_days": ledger.keep.days,
        }
        return pages.render(request, "ledger.html", facts)

    @router.get(f"{LEDGER}/berkas")
    async def export_ledger(request: Request, asked: Asked) -> Response:
        """Catatan yang cocok sebagai CSV; unduhannya sendiri tercatat."""
        account = caller(request)
        await trail.record(
            Deed(LEDGER_DOWNLOADED, account.username, "peringatan", dict(asked.filters()))
        )
        lines = _lines(ledger, asked.query(account), asked.days(alert_pages.zone))
        headers = {"Content-Disposition": 'attachment; filename="catatan-peringatan.csv"'}
        return StreamingResponse(lines, headers=headers, media_type="text/csv; charset=utf-8")

    return router


async def _lines(ledger: Ledger, query: LedgerQuery, days: Mapping[str, Any]) -> AsyncIterator[str]:
    """The entries as CSV (RFC 4180), `AT_ONCE` at a time."""
    yield csv_of([COLUMNS])
    place: Place | None = None
    left = DOWNLOADED_MOST
    while left and (found := await ledger.page(query, place, min(AT_ONCE, left), **days)):
        yield csv_of(map(_row, found))
        left -= len(found)
        place = (found[-1].at, found[-1].key)


def _row(one: Entry) -> list[object]:
    return [
        *(one.at.isoformat(timespec="milliseconds"), one.what, one.why, one.rule, one.item_id),
        *(one.title, one.agency, one.region, one.step, " ".join(one.offices)),
        *(" ".join(one.vacant), one.told, one.by, one.until or "", one.words),
        *(one.alert, one.number),
    ]
