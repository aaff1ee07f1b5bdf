"""index requested -> Kominfo's index of a region, as claimed and as proven, and one to try."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from chassis.auth.auth import caller
from chassis.text import Text
from chassis.web.pages import Pages
from contracts.calendar import FIRST_YEAR, LAST_YEAR
from tracker.council.overview import percent_of
from tracker.index.region_index import RegionIndex
from tracker.index.scores import SCORE_MOST
from tracker.index.service import IndexService
from tracker.index.smart_index import Side, reckoned, side_of
from tracker.index.weights import Component
from tracker.plan.regions import Regions

INDEX = "/kemajuan/indeks"
COMPONENTS: Mapping[Component, str] = {
    Component.BASELINE: "perbaikan sejak evaluasi sebelumnya",
    Component.OUTPUT: "landasan: kebijakan, kelembagaan, anggaran",
    Component.OUTCOME: "pelaksanaan rencana dalam masterplan",
    Component.IMPACT: "manfaat yang dirasakan masyarakat",
    Component.QUICK_WIN: "inovasi program percepatan",
}
"""What a component is about."""
NAMES: Mapping[Component, str] = {
    one: one.value.replace("_", " ").capitalize() for one in Component
}
"""As Kominfo's letters call them, in both languages."""
Typed = Annotated[str, Query(max_length=12)]


def routes(pages: Pages, index: IndexService, regions: Regions) -> APIRouter:
    """Indeks kota cerdas sebagai halaman."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.get(INDEX)
    async def show_index(
        request: Request,
        *,
        wilayah: Annotated[str, Query(max_length=32)] = "",
        tahun: Annotated[str, Query(max_length=4)] = "",
        baseline: Typed = "",
        output: Typed = "",
        outcome: Typed = "",
        impact: Typed = "",
        quick_win: Typed = "",
    ) -> Response:
        """Indeks menurut Kominfo: diklaim di samping terbukti."""
        account = caller(request)
        year = _year(tahun)
        found = await index.of(account, wilayah, year)
        typed = dict(zip(Component, (baseline, output, outcome, impact, quick_win), strict=True))
        tried, wrong = _tried(typed)
        if tahun and year is None:
            wrong["tahun"] = Text("tahun tidak dikenal; tulis 2026", "no year; write 2026")
        facts = {
            "index": found,
            "overview": found.overview,
            "total": found.overview.total,
            "quick_wins": found.overview.quick_wins,
            "percent_of": percent_of,
            "regions": await regions.of(account),
            "first": found.of_year or found.rules.weights[0],
            "sides": Side,
            "components": COMPONENTS,
            "names": NAMES,
            "typed": _prefilled(typed, found),
            "typed_year": tahun or found.year,
            "tried": {one.weights: reckoned(tried, one) for one in found.rules.weights}
            if tried and not wrong
            else {},
            "wrong": wrong,
        }
        return pages.render(request, "index.html", facts, 422 if wrong else 200)

    return router


def _year(typed: str) -> int | None:
    if not (typed.isascii() and typed.isdigit()):
        return None
    return int(typed) if FIRST_YEAR <= int(typed) <= LAST_YEAR else None


def _tried(typed: Mapping[Component, str]) -> tuple[dict[Component, Decimal], dict[str, Text]]:
    """The scores that were typed, and what is wrong with the others, by field."""
    tried, wrong = dict[Component, Decimal](), dict[str, Text]()
    for component, text in typed.items():
        if text.strip():
            score = _score(text)
            if score is None:
                wrong[component.value] = Text(
                    f"tulis angka 0 sampai {SCORE_MOST}, misalnya 3,25",
                    f"write a number from 0 to {SCORE_MOST}, for example 3.25",
                )
            else:
                tried[component] = score
    return tried, wrong


def _score(text: str) -> Decimal | None:
    try:
        score = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    is_right = text.isascii() and score.is_finite() and 0 <= score <= SCORE_MOST
    return score if is_right else None


def _prefilled(typed: Mapping[Component, str], found: RegionIndex) -> Mapping[str, str]:
    """What was typed, else what is claimed."""
    if any(typed.values()):
        return {one.value: text for one, text in typed.items()}
    claimed = side_of(found.scores, Side.CLAIMED)
    texts = {one.value: str(claimed.get(one, "")) for one in typed}
    return {name: text.replace(".", ",") for name, text in texts.items()}
