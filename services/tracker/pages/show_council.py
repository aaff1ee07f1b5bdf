"""council's page requested -> is it on plan, what is late and whose, how much of it to believe."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from chassis.auth.auth import caller
from chassis.clock import Clock
from chassis.kept import Kept
from chassis.paper.printer import Printer
from chassis.web.pages import Pages, language_of_reader
from chassis.web.site import HOME
from contracts.account import Account
from contracts.wording import KINDS, PARTNERS, PERIODS, PILLARS, STATUSES
from contracts.words import Kind, PartnerKind, Pillar, Status
from tracker.as_of.as_of import Basis
from tracker.as_of.asked import AsOfAsked
from tracker.as_of.service import AsOfItems
from tracker.bands.scheme import Scheme
from tracker.council.overview import District, Overview, percent_of, together, troubled, verdict
from tracker.council.service import KEPT, Council
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
from tracker.places.areas import Areas
from tracker.places.boundaries import Boundaries
from tracker.plan.repository import AgencyRepository
from tracker.status.rule_set import RuleSet
from tracker.summary.sums import Sums

COUNCIL, PAPER = "/kemajuan/dewan", "/kemajuan/dewan.pdf"
PAPER_KEPT = timedelta(minutes=1)
"""Drawing takes some seconds of a processor: who asks again within this time gets the same."""
PAPERS_MOST = 20
REGIONS_MOST = 50
"""Whose names of agencies are kept."""
AGENCIES_MOST = 10
"""Agencies shown at once, those with most trouble first."""
LATE_MOST = 3
"""Late quick wins that are named beside their number."""
AS_OF = ("per", "dasar")
"""What of a question is no filter, but the instant."""
Word = Annotated[str, Query(max_length=100)]


class Chosen(NamedTuple):
    """What the reader wants to see only, each blank for all."""

    pilar: str
    opd: str
    jenis: str
    mitra: str
    kecamatan: str
    desa: str
    per: str
    dasar: str

    @property
    def as_of(self) -> AsOfAsked:
        """The instant; blank for now."""
        return AsOfAsked(self.per or None, Basis(self.dasar or Basis.EVENT))

    def of_day(self, today: date) -> "Chosen":
        """The same; of today it is the page of now."""
        is_today = self.per == today.isoformat()
        return self._replace(per="", dasar="") if is_today else self

    @property
    def is_filtered(self) -> bool:
        """Whether only some of the items are asked for."""
        return any(value for name, value in self._asdict().items() if name not in AS_OF)

    @property
    def query(self) -> ItemQuery:
        """The items."""
        return ItemQuery(
            pillar=self.pilar or None,
            agency=self.opd or None,
            kind=self.jenis or None,
            partner=self.mitra or None,
            district=self.kecamatan or None,
            rural=True if self.desa else None,
        )


async def _asked(
    *,
    pilar: Pillar | Literal[""] = "",
    opd: Annotated[str, Query(max_length=32)] = "",
    jenis: Kind | Literal[""] = "",
    mitra: PartnerKind | Literal[""] = "",
    kecamatan: Word = "",
    desa: Literal["", "1"] = "",
    per: Annotated[str, Query(max_length=64)] = "",
    dasar: Basis = Basis.EVENT,
) -> Chosen:  # plain, it would be sent to a thread
    basis = dasar.value if per else ""
    return Chosen(pilar, opd, jenis, mitra, kecamatan, desa, per, basis)


def routes(
    pages: Pages,
    council: Council,
    past: AsOfItems,
    *,
    agencies: AgencyRepository,
    boundaries: Boundaries,
    areas: Areas,
    schemes: Sequence[Scheme],
    rules: RuleSet,
    forecast_rules: ForecastRules,
    printer: Printer,
    clock: Clock,
) -> APIRouter:
    """Papan dewan sebagai halaman, dan sebagai PDF."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)
    kept, known = Kept(PAPERS_MOST), Kept(REGIONS_MOST)

    async def names_of(account: Account) -> Mapping[str, str]:
        found: Mapping[str, str] = await known.of(
            (account.region,),
            clock.now(),
            KEPT,
            lambda: names_of_agencies(agencies, account.region),
        )
        return found

    def facts_of(
        account: Account,
        chosen: Chosen,
        overview: Overview,
        names: Mapping[str, str],
        today: date,
    ) -> dict[str, object]:
        asked = chosen._asdict()
        return {
            **_numbers(overview, rules),
            "overview": overview,
            "asked": asked,
            "per_today": today,
            "of_agency": account.agency,
            "bases": BASES,
            "is_filtered": chosen.is_filtered,
            "filtered": lambda **more: _link(asked, more),
            "items_link": lambda **more: _items_link(account, asked, more),
            "item_link": lambda item: _item_link(item.item_id, asked),
            "paper_link": _link(asked, {}, PAPER),
            "decides": may_decide(account),
            "decisions_link": _link({"opd": chosen.opd}, {}, DECISIONS),
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
            "areas": [
                (one, together(one.area, parts), [part.name for part in parts])
                for one in (areas.of_region(account.region) if account.region else ())
                for parts in ([part for part in overview.districts if one.has(part.name)],)
            ],
            "map": boundaries.shaded(tones(overview, rules.tolerance)),
            "not_on_map": [
                one.name for one in overview.districts if not boundaries.knows(one.name)
            ],
        }

    @router.get(COUNCIL)
    async def show_council(
        request: Request, chosen: Annotated[Chosen, Depends(_asked)]
    ) -> Response:
        """Yang perlu diketahui dewan dalam sepuluh detik."""
        account = caller(request)
        today = await council.today(account)
        chosen = chosen.of_day(today)
        as_of, wrong = await asked_of(past, account, chosen.as_of)
        overview = await council.overview(account, chosen.query, as_of)
        names = await names_of(account)
        told = {"on_paper": False, "wrong": wrong}

        def facts() -> Mapping[str, object]:
            return {**facts_of(account, chosen, overview, names, today), **told}

        reader = (account.scope, account.agency, may_decide(account))
        key = (*reader, chosen, wrong, overview.at, overview.basis, today)
        content = pages.fragment(request, "council_facts.html", key, facts)
        shown = {"content": content, "on_paper": False}
        return pages.render(request, "council.html", shown, 422 if wrong else 200)

    @router.get(PAPER)
    async def show_council_pdf(
        request: Request, chosen: Annotated[Chosen, Depends(_asked)]
    ) -> Response:
        """Papan dewan untuk rapat, pada dua lembar A4; dibuat sekali bagi semua yang meminta."""
        account, language = caller(request), language_of_reader(request)
        today = await council.today(account)
        chosen = chosen.of_day(today)
        as_of = await past.asked(account, chosen.as_of)

        async def made() -> bytes:
            overview = await council.overview(account, chosen.query, as_of)
            found = facts_of(account, chosen, overview, await names_of(account), today)
            facts = {**found, "on_paper": True, "decides": False, "wrong": None, "content": None}
            html, styles = pages.paper(language, "council.html", facts)
            return await printer.pdf(account.username, html, styles)

        now = clock.now()
        key = (account.scope, chosen, language)
        data: bytes = await kept.of(key, now, PAPER_KEPT, made, owner=account.username)
        headers = {"Content-Disposition": f'inline; filename="papan-dewan-{now:%Y-%m-%d}.pdf"'}
        return Response(data, media_type="application/pdf", headers=headers)

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


def _link(asked: Mapping[str, str], more: Mapping[str, str], page: str = COUNCIL) -> str:
    """This page, or another, filtered otherwise."""
    query = urlencode({name: value for name, value in {**asked, **more}.items() if value})
    return f"{page}?{query}" if query else page


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
