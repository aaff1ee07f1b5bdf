"""council's page requested -> is it on plan, what is late and whose, how much of it to believe."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from chassis.auth.auth import caller
from chassis.web.pages import Pages
from chassis.web.site import HOME
from contracts.account import Account
from contracts.wording import KINDS, PARTNERS, PERIODS, PILLARS, STATUSES
from contracts.words import Kind, PartnerKind, Pillar, Status
from tracker.as_of.as_of import Basis
from tracker.as_of.asked import AsOfAsked
from tracker.as_of.service import AsOfItems
from tracker.bands.scheme import Scheme
from tracker.council.overview import District, Overview, percent_of, troubled, verdict
from tracker.council.service import Council
from tracker.decisions.decision import may_decide
from tracker.forecast.forecast import of_all
from tracker.forecast.forecast_rules import ForecastRules
from tracker.forecast.wording import why_words_of_all
from tracker.items.query import ItemQuery
from tracker.pages.curve import year_drawing
from tracker.pages.decision_pages import DECISIONS
from tracker.pages.show_item import item_path
from tracker.pages.show_stood import BASES, asked_of, stood_path
from tracker.pages.show_tasks import names_of_agencies
from tracker.places.boundaries import Boundaries
from tracker.plan.repository import AgencyRepository
from tracker.status.rule_set import RuleSet
from tracker.summary.sums import Sums

COUNCIL = "/kemajuan/dewan"
AGENCIES_MOST = 10
"""Agencies shown at once, those with most trouble first."""
LATE_MOST = 3
"""Late quick wins that are named beside their number."""
AS_OF = ("per", "dasar")
"""What of a question is no filter, but the instant."""
Word = Annotated[str, Query(max_length=100)]


def routes(
    pages: Pages,
    council: Council,
    past: AsOfItems,
    *,
    agencies: AgencyRepository,
    boundaries: Boundaries,
    schemes: Sequence[Scheme],
    rules: RuleSet,
    forecast_rules: ForecastRules,
) -> APIRouter:
    """Papan dewan sebagai halaman."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.get(COUNCIL)
    async def show_council(
        request: Request,
        *,
        pilar: Pillar | Literal[""] = "",
        opd: Annotated[str, Query(max_length=32)] = "",
        jenis: Kind | Literal[""] = "",
        mitra: PartnerKind | Literal[""] = "",
        kecamatan: Word = "",
        desa: Literal["", "1"] = "",
        per: Annotated[str, Query(max_length=64)] = "",
        dasar: Basis = Basis.EVENT,
    ) -> Response:
        """Yang perlu diketahui dewan dalam sepuluh detik."""
        account = caller(request)
        asked = {
            "pilar": pilar,
            "opd": opd,
            "jenis": jenis,
            "mitra": mitra,
            "kecamatan": kecamatan,
            "desa": desa,
            "per": per,
            "dasar": dasar.value if per else "",
        }
        filters = {name: value for name, value in asked.items() if name not in AS_OF}
        wanted = ItemQuery(
            pillar=pilar or None,
            agency=opd or None,
            kind=jenis or None,
            partner=mitra or None,
            district=kecamatan or None,
            rural=True if desa else None,
        )
        as_of, wrong = await asked_of(past, account, AsOfAsked(per or None, dasar))
        overview = await council.overview(account, wanted, as_of)
        names = await names_of_agencies(agencies, account.region)
        facts = {
            **_numbers(overview, rules),
            "overview": overview,
            "asked": asked,
            "wrong": wrong,
            "per_today": overview.today if as_of is None else await council.today(account),
            "bases": BASES,
            "is_filtered": any(filters.values()),
            "filtered": lambda **more: _link(asked, more),
            "items_link": lambda **more: _items_link(account, asked, more),
            "item_link": lambda item: _item_link(item.item_id, asked),
            "decides": may_decide(account),
            "decisions_link": f"{DECISIONS}?{urlencode({'opd': opd})}" if opd else DECISIONS,
            "names": names,
            "pillars": PILLARS,
            "kinds": KINDS,
            "partners": PARTNERS,
            "statuses": STATUSES,
            "period_words": PERIODS,
            "schemes": schemes,
            "rules": rules,
            "forecast": of_all(overview, forecast_rules),
            "forecast_rules": forecast_rules,
            "why_words": why_words_of_all,
            "drawing": year_drawing(overview.curve, overview.today, with_money=True),
            "map": boundaries.shaded(tones(overview, rules.tolerance)),
            "not_on_map": [
                one.name for one in overview.districts if not boundaries.knows(one.name)
            ],
        }
        return pages.render(request, "council.html", facts, 422 if wrong else 200)

    return router


def _numbers(overview: Overview, rules: RuleSet) -> Mapping[str, object]:
    total = overview.total
    pillars = overview.by("pillar")
    agencies = sorted(overview.by("agency").items(), key=lambda one: _trouble(one[1]), reverse=True)
    return {
        "total": total,
        "quick_wins": overview.quick_wins,
        "verdict": verdict(total, rules),
        "late_quick_wins": [
            item
            for item in overview.worst
            if (item.plan.kind, item.status) == (Kind.QUICK_WIN, Status.LATE)
        ][:LATE_MOST],
        "verdict_of": lambda sums: verdict(sums, rules),
        "percent_of": percent_of,
        "troubled": troubled,
        "by_pillar": pillars,
        "by_agency": agencies[:AGENCIES_MOST],
        "more_agencies": max(0, len(agencies) - AGENCIES_MOST),
        "without_district": sum(
            number for status, number in total.by_status.items() if status != Status.CANCELLED
        )
        - sum(one.items for one in overview.districts),
        "districts": sorted(overview.districts, key=attrgetter("troubled"), reverse=True),
    }


def _trouble(sums: Sums) -> tuple[int, float]:
    return troubled(sums), sums.weight_planned - sums.weight_done


def tones(overview: Overview, tolerance: float) -> Mapping[str, str]:
    """By kecamatan how it stands: items in trouble, more than the tolerance behind its plan, or
    neither; the worst last, so that it holds for one that is written in several ways.
    """
    found = {one.name: _tone(one, tolerance) for one in overview.districts}
    return dict(sorted(found.items(), key=lambda one: _TONES.index(one[1])))


_TONES = ("good", "poor", "worst")


def _tone(one: District, tolerance: float) -> str:
    if one.troubled:
        return "worst"
    behind = 100 * (one.weight_planned - one.weight_done)
    return "poor" if one.weight and behind > tolerance * one.weight else "good"


def _link(asked: Mapping[str, str], more: Mapping[str, str]) -> str:
    """This page, filtered otherwise."""
    query = urlencode({name: value for name, value in {**asked, **more}.items() if value})
    return f"{COUNCIL}?{query}" if query else COUNCIL


def _item_link(item_id: str, asked: Mapping[str, str]) -> str:
    """The page of an item, or how it stood."""
    if not asked["per"]:
        return item_path(item_id)
    return f"{stood_path(item_id)}?{urlencode({'per': asked['per']})}"


def _items_link(account: Account, asked: Mapping[str, str], more: Mapping[str, str]) -> str:
    """The list of the items, filtered like this page; of the past there is none."""
    if asked["per"]:
        return ""
    taken = {"pilar", "opd", "status", "jenis", "mitra", "kecamatan", "desa"}
    wanted = {name: value for name, value in {**asked, **more}.items() if value and name in taken}
    return f"{HOME}?{urlencode(wanted)}" if wanted else HOME
