"""changes requested -> what became late, what recovered, what moved since the last meeting."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from chassis.auth.auth import caller
from chassis.text import Text
from chassis.web.pages import Pages
from contracts.wording import KINDS, PILLARS, STATUSES
from contracts.words import Kind, Pillar
from tracker.council.changes import Became
from tracker.council.service import Council
from tracker.items.query import ItemQuery
from tracker.pages.show_item import PLAN_FIELDS
from tracker.pages.show_tasks import names_of_agencies
from tracker.plan.repository import AgencyRepository
from tracker.status.rule_set import RuleSet
from tracker.status.rule_words import rule_words

CHANGES = "/kemajuan/perubahan"
BETWEEN_MEETINGS = timedelta(days=30)
FIRST_YEAR = 2000
LONGEST = timedelta(days=3 * 366)
BECAME: Mapping[Became, str] = {
    Became.LATE: "Menjadi terlambat",
    Became.CRITICAL: "Menjadi kritis",
    Became.BEHIND: "Menjadi tertinggal",
    Became.RECOVERED: "Pulih",
    Became.DONE: "Selesai",
    Became.CANCELLED: "Dibatalkan",
    Became.NEW: "Rencana aksi baru",
}
Day = Annotated[str, Query(max_length=10)]


def routes(
    pages: Pages, council: Council, *, agencies: AgencyRepository, rules: RuleSet
) -> APIRouter:
    """Apa yang berubah sejak rapat lalu."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.get(CHANGES)
    async def show_changes(
        request: Request,
        *,
        sejak: Day = "",
        sampai: Day = "",
        pilar: Pillar | Literal[""] = "",
        opd: Annotated[str, Query(max_length=32)] = "",
        jenis: Kind | Literal[""] = "",
    ) -> Response:
        """Yang berubah antara akhir dua hari."""
        account = caller(request)
        today = await council.today(account)
        since, until, wrong = _days(sejak, sampai, today)
        wanted = ItemQuery(pillar=pilar or None, agency=opd or None, kind=jenis or None)
        asked = {"pilar": pilar, "opd": opd, "jenis": jenis}
        facts = {
            "changes": await council.changes(account, wanted, since, until),
            "today": today,
            "typed": {"sejak": sejak or since.isoformat(), "sampai": sampai or until.isoformat()},
            "wrong": wrong,
            "asked": asked,
            "filters": urlencode({name: value for name, value in asked.items() if value}),
            "names": await names_of_agencies(agencies, account.region),
            "became_words": BECAME,
            "plan_fields": PLAN_FIELDS,
            "pillars": PILLARS,
            "kinds": KINDS,
            "statuses": STATUSES,
            "rule_words": partial(rule_words, rules=rules),
            "parsed_day": date.fromisoformat,
        }
        return pages.render(request, "changes.html", facts, 422 if wrong else 200)

    return router


def _days(since: str, until: str, today: date) -> tuple[date, date, Mapping[str, Text]]:
    """The days asked for, else the last month up to today; and what is wrong with them, in whose
    place the usual ones are shown.
    """
    wrong = dict[str, Text]()
    last = _day(until, today, "sampai", wrong)
    first = _day(since, last - BETWEEN_MEETINGS, "sejak", wrong)
    if last > today:
        wrong["sampai"] = Text(
            f"hari itu belum ada; paling akhir {today.isoformat()}",
            f"that day is to come; at the latest {today.isoformat()}",
        )
    elif first >= last and not wrong:
        wrong["sejak"] = Text("harus sebelum hari kedua", "has to be before the second day")
    elif last - first > LONGEST and not wrong:
        wrong["sejak"] = Text("paling lama tiga tahun sebelumnya", "at most three years before it")
    if wrong:
        return today - BETWEEN_MEETINGS, today, wrong
    return first, last, wrong


def _day(typed: str, usual: date, name: str, wrong: dict[str, Text]) -> date:
    if not typed:
        return usual
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = date.min
    if day.year >= FIRST_YEAR:
        return day
    wrong[name] = Text("tanggal tidak dikenal; tulis 2026-10-31", "no day; write 2026-10-31")
    return usual
