"""The evaluation pack's PDF: the index, the quick wins, and what is cut or not known."""

import asyncio
from collections.abc import Sequence

from chassis.paper.printer import Printer
from chassis.web.pages import Pages
from tracker.evaluation.facts import PackFacts
from tracker.evaluation.service import Draw
from tracker.evaluation.tables import quick_wins
from tracker.index.smart_index import Side
from tracker.pages.show_index import NAMES

QUICK_WINS_MOST = 200
"""Quick wins on paper; those beyond are counted there, and are all in the table."""


def pack_paper(pages: Pages, printer: Printer) -> Draw:
    """What draws the PDF of a pack, for an account's name; raises 503 where it cannot be drawn."""

    async def drawn(facts: PackFacts, owner: str) -> bytes:
        html, styles = await asyncio.to_thread(page_of, pages, facts)
        return await printer.pdf(owner, html, styles)

    return drawn


def page_of(pages: Pages, facts: PackFacts) -> tuple[str, Sequence[str]]:
    """The page and its styles, in Indonesian as the pack's tables are. It has no instant but that
    of the facts, so that the same facts are drawn as the same bytes.
    """
    table = quick_wins(facts)
    rows = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
    unreported = sum(one.first is None for one in facts.items)
    shown = {
        "facts": facts,
        "index": facts.index,
        "sides": Side,
        "names": NAMES,
        "quick_wins": rows[:QUICK_WINS_MOST],
        "quick_wins_in_all": len(rows),
        "unreported": unreported,
    }
    return pages.paper("id", "pack.html", shown)
