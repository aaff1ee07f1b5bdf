"""A letter to the council on paper: two sheets of A4, drawn when it is made and kept with it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

import structlog

from chassis.http.problem import Problem
from chassis.paper.printer import Printer
from chassis.web.pages import Pages
from contracts import CouncilLetter
from contracts.calendar import Period
from contracts.council_letter import LetterDateKind
from contracts.wording import PERIODS, PILLARS, STATUSES
from tracker.council.s_curve import CurvePoint
from tracker.letters.content import READER
from tracker.pages.curve import year_drawing
from tracker.pages.show_changes import BECAME

log = structlog.get_logger()

DATE_WORDS: Mapping[LetterDateKind, str] = {
    "step": "",
    "period_ends": "Akhir periode",
    "on_time_until": "Batas tepat waktu laporan",
    "open_until": "Batas terakhir laporan",
    "quick_win_due": "Batas quick win",
}


class LetterPaper:
    """Draws letters, in Indonesian: one paper is for all."""

    def __init__(self, pages: Pages, printer: Printer) -> None:
        self._pages = pages
        self._printer = printer

    async def drawn(self, letter: CouncilLetter) -> bytes:
        """The PDF. Raises 503 where it cannot be drawn."""
        html, styles = await asyncio.to_thread(page_of, self._pages, letter)
        return await self._printer.pdf(READER, html, styles)

    async def drawn_or_none(self, letter: CouncilLetter) -> bytes | None:
        """The PDF; None where it cannot be drawn: the letter goes without it."""
        try:
            return await self.drawn(letter)
        except Problem as problem:
            log.warning("a letter goes without its PDF", why=problem.detail.english)
            return None


def page_of(pages: Pages, letter: CouncilLetter) -> tuple[str, Sequence[str]]:
    """The page and its styles; it has no instant but the letter's."""
    facts = {**letter_facts(letter), "on_paper": True, "paper_link": "", "filters": ""}
    return pages.paper("id", "letter.html", facts)


def letter_facts(letter: CouncilLetter) -> Mapping[str, object]:
    """What a letter's page shows, from the letter alone."""
    zone = ZoneInfo(letter.time_zone)
    today = letter.at.astimezone(zone).date()
    points = [
        CurvePoint(one.day, one.planned_percent, one.actual_percent, one.money_percent)
        for one in letter.curve
    ]
    since: date = letter.since.astimezone(zone).date()
    return {
        "letter": letter,
        "drawing": year_drawing(points, today, with_money=True),
        "period": Period.of_code(letter.period.code) if letter.period else None,
        "since_day": since,
        "until_day": today,
        "days": {
            one.since: one.since.astimezone(zone).date()
            for group in letter.changes
            for one in group.rows
        },
        "statuses": STATUSES,
        "pillars": PILLARS,
        "period_words": PERIODS,
        "became_words": BECAME,
        "date_words": DATE_WORDS,
    }
