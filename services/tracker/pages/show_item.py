"""item requested -> its page: planned against actual, reports, status history."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Annotated, NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Request, Response

from chassis.auth.auth import caller
from chassis.clock import Clock
from chassis.text import Text
from chassis.web.pages import Pages
from contracts import EvidenceAdded
from contracts.account import Account
from contracts.wording import (
    ALERT_RULES,
    ALERT_WHY,
    CONTACTS,
    KINDS,
    OFFICES,
    PILLARS,
    STATUSES,
)
from tracker.alerts.of_interest import of_interest
from tracker.bands.band import rated
from tracker.bands.scheme import Measure, Scheme
from tracker.decisions.decision import may_decide
from tracker.evidence.proof import ProofRules, is_unproven
from tracker.forecast.forecast import of_item
from tracker.forecast.forecast_rules import ForecastRules
from tracker.forecast.wording import why_words
from tracker.items.documents import Document
from tracker.items.view import no_such_item
from tracker.pages.curve import drawing
from tracker.pages.decided import decided_facts
from tracker.pages.outlook import outlook
from tracker.pages.repository import ItemFacts, ItemPageRepository
from tracker.pages.review_words import STATES
from tracker.pages.show_tasks import may_report
from tracker.places.boundaries import Boundaries
from tracker.plausibility.dismissal import may_not
from tracker.plausibility.documents import MarkedReport
from tracker.plausibility.mark import PlausibilityMark
from tracker.plausibility.wording import mark_words
from tracker.reporting.documents import content_of
from tracker.reporting.obstacle_categories import ObstacleCategories
from tracker.reporting.report import given_id
from tracker.review.documents import counting_marks
from tracker.status.rule_set import RuleSet
from tracker.status.rule_words import rule_words

PLAN_FIELDS = {
    "region": "Daerah",
    "time_zone": "Zona waktu",
    "book": "Buku",
    "pillar": "Pilar",
    "kind": "Jenis",
    "title": "Judul",
    "agency": "Penanggung jawab",
    "supporting_agencies": "OPD pendukung",
    "partners": "Mitra",
    "location": "Lokasi",
    "start": "Mulai",
    "due": "Selesai paling lambat",
    "milestones": "Tonggak",
    "indicator": "Indikator",
    "budget": "Pagu",
    "budget_source": "Sumber dana",
    "rpjmd": "Program RPJMD",
    "weight": "Bobot",
    "cancelled": "Dibatalkan",
}
"""What a reader calls the fields of a plan."""
MEASURES = {
    Measure.POINTS_BEHIND: "poin terhadap rencana",
    Measure.ACHIEVEMENT_PERCENT: "capaian dari rencana",
    Measure.GAP_PERCENT: "selisih dari rencana",
}
"""What a reader calls what a scheme measures."""
ITEMS = "/kemajuan/butir"
ItemId = Annotated[str, Path(max_length=64)]


NO_ERRORS: Mapping[str, Text] = {}


class OpenMark(NamedTuple):
    """A mark that the reader may dismiss, and its report."""

    report: MarkedReport
    mark: PlausibilityMark

    @property
    def value(self) -> str:
        """What the form sends: which mark, as it was seen."""
        return f"{self.mark.rule} {self.mark.finding} {self.report.key}"


class ItemPages:
    """The page of an item; where photos were taken is shown to those who report on it, and a form
    that dismisses marks to those who may.
    """

    def __init__(
        self,
        pages: Pages,
        *,
        items: ItemPageRepository,
        boundaries: Boundaries,
        categories: ObstacleCategories,
        proof_rules: ProofRules,
        clock: Clock,
        rules: RuleSet,
        schemes: Sequence[Scheme],
        forecast_rules: ForecastRules,
    ) -> None:
        self.pages = pages
        self._items = items
        self._boundaries = boundaries
        self._categories = categories
        self._proof_rules = proof_rules
        self._clock = clock
        self._rules = rules
        self._schemes = schemes
        self._forecast_rules = forecast_rules

    async def item(
        self,
        request: Request,
        item_id: str,
        errors: Mapping[str, Text] = NO_ERRORS,
        status: int = 200,
        *,
        chosen: str = "",
        looked: str = "",
    ) -> Response:
        """The page, per the minute that began last; with the mark that was `chosen`, and what was
        typed of it. Raises 404 for an item out of the reader's scope.
        """
        account, now = caller(request), self._clock.now()
        facts = await self._items.facts_of(item_id, account.scope)
        if facts is None:
            raise no_such_item(item_id)
        reporting = may_report(account) and not facts.is_cancelled
        to_dismiss = may_dismiss(account, facts.marks)
        minute, dismisses = now.replace(second=0, microsecond=0), bool(to_dismiss)
        decides = may_decide(account)
        key = (*facts.version, minute, reporting, dismisses, decides)

        def shown() -> Mapping[str, object]:
            found = self._shown(facts, now, may_report=reporting)
            return {**found, "dismisses": dismisses, "decides": decides}

        page = {
            "title": facts.title,
            "item_id": item_id,
            "content": self.pages.fragment(request, "item_facts.html", key, shown),
            "to_dismiss": to_dismiss,
            "mark_words": mark_words,
            "errors": errors,
            "chosen": chosen,
            "looked": looked,
        }
        return self.pages.render(request, "item.html", page, status)

    def _shown(self, facts: ItemFacts, now: datetime, *, may_report: bool) -> Mapping[str, object]:
        item, rows = facts.item, facts.reports
        contents = [content_of(row) for row in rows]
        points = [
            (one.as_of, one.physical_percent)
            for row, one in zip(rows, contents, strict=True)
            if "corrected_by" not in row
        ]
        places = [
            (one.longitude, one.latitude)
            for one in facts.evidence
            if may_report and one.longitude is not None and one.latitude is not None
        ]
        location, ahead = item.plan.location, outlook(item, now, self._rules)
        actual = item.progress.actual_percent
        today = now.astimezone(ZoneInfo(item.plan.time_zone)).date()
        counting = counting_marks(rows, item.counts_from)
        return {
            "facts": facts,
            "district": self._boundaries.of(location.kecamatan, places) if location else None,
            "outlook": ahead,
            "bands": [(one, rated(one, ahead.planned_percent, actual)) for one in self._schemes],
            "measures": MEASURES,
            "forecast": of_item(item, counting, today, self._forecast_rules),
            "forecast_rules": self._forecast_rules,
            "why_words": why_words,
            "rule_words": partial(rule_words, rules=self._rules),
            "item": item,
            "unproven": is_unproven(item, self._proof_rules),
            "drawing": drawing(item, points, now),
            "add_evidence": evidence_path(item.item_id),
            "given": _by_report(facts.evidence, rows),
            "reports": list(zip(rows, contents, strict=True)),
            "states": STATES,
            "marks_of": facts.marks,
            **decided_facts(facts, now),
            "to_look_at": sum(bool(one.open) for one in facts.marks.values()),
            "mark_words": mark_words,
            "plan_fields": PLAN_FIELDS,
            "parsed_day": date.fromisoformat,
            "contacts": CONTACTS,
            "offices": OFFICES,
            "alert_notes": of_interest(facts.alert_notes),
            "alert_rules": ALERT_RULES,
            "alert_why": ALERT_WHY,
            "obstacle_categories": self._categories,
            "statuses": STATUSES,
            "kinds": KINDS,
            "pillars": PILLARS,
            "may_report": may_report,
        }


def routes(item_pages: ItemPages) -> APIRouter:
    """The page of an item."""
    router = APIRouter(route_class=item_pages.pages.route, include_in_schema=False)

    @router.get(f"{ITEMS}/{{item_id}}")
    async def show_item(request: Request, item_id: ItemId) -> Response:
        """Satu rencana aksi, per menit yang terakhir mulai."""
        return await item_pages.item(request, item_id)

    return router


def may_dismiss(account: Account, marks: Mapping[str, MarkedReport]) -> Sequence[OpenMark]:
    """The open marks of an item's reports that the account may dismiss."""
    return [
        OpenMark(report, mark)
        for report in marks.values()
        if may_not(account, report.agency, report.submitted_by) is None
        for mark in report.open
    ]


def _by_report(
    evidence: Sequence[EvidenceAdded], reports: Sequence[Document]
) -> Mapping[str, Sequence[EvidenceAdded]]:
    """Evidence by the key of its report; of no report that is shown, by ""."""
    keys = {key: row["_id"] for row in reports for key in (row["_id"], given_id(row["_id"]))}
    given: dict[str, list[EvidenceAdded]] = defaultdict(list)
    for piece in evidence:
        given[keys.get(piece.report_id or "", "")].append(piece)
    return given


def item_path(item_id: str) -> str:
    """Where the page of an item is."""
    return f"{ITEMS}/{quote(item_id, safe='')}"


def evidence_path(item_id: str, report_id: str | None = None) -> str:
    """Where evidence is added to an item, or to one of its reports."""
    query = f"?laporan={quote(report_id, safe='')}" if report_id else ""
    return f"{item_path(item_id)}/bukti{query}"
