"""GET /api/v1/items and /api/v1/items/{item_id}."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query

from chassis.auth.auth import Auth, Caller
from chassis.http.paging import Cursor, Limit, after, page
from contracts.words import AgencyCode, Kind, Pillar, RegionCode, Status
from tracker.alerts.repository import AlertRepository
from tracker.as_of.asked import Asked
from tracker.as_of.past import counting_then, stood
from tracker.as_of.service import AsOfItems
from tracker.as_of.view import (
    NOT_TOLD,
    changes_until,
    not_yet_planned,
    reported_until,
    reports_then,
)
from tracker.bands.scheme import Scheme
from tracker.bands.view import bands_view
from tracker.evidence.proof import ProofRules, is_unproven
from tracker.forecast.forecast import of_item
from tracker.forecast.forecast_rules import ForecastRules
from tracker.forecast.view import forecast_view
from tracker.items.item import Item
from tracker.items.narrowing import Narrowed
from tracker.items.query import ItemQuery
from tracker.items.repository import ItemRepository
from tracker.items.shown import ItemDetail, ItemPage
from tracker.items.view import alerts_view, detail_view, item_view
from tracker.items.visible_item import visible_item
from tracker.reporting.repository import ReportRepository
from tracker.review.documents import counting_marks
from tracker.status.progress import Mark
from tracker.status.rule_set import RuleSet
from tracker.status.status import course_of, standing

MOST_REPORTS = 500


def routes(
    items: ItemRepository,
    reports: ReportRepository,
    *,
    alerts: AlertRepository,
    past: AsOfItems,
    rules: RuleSet,
    proof_rules: ProofRules,
    schemes: Sequence[Scheme],
    forecast_rules: ForecastRules,
    auth: Auth,
) -> APIRouter:
    """The item routes, limited to what the caller may see."""
    router = APIRouter(prefix="/api/v1", tags=["items"], route_class=auth.route)

    def shown(item: Item, now: datetime) -> dict[str, Any]:
        return {**item_view(item, now, rules), "unproven": is_unproven(item, proof_rules)}

    def detailed(
        item: Item,
        latest: list[dict[str, Any]],
        history: list[dict[str, Any]],
        now: datetime,
        marks: Sequence[Mark],
    ) -> dict[str, Any]:
        detail = detail_view(item, latest, history, now, rules)
        stands = standing(course_of(item.plan), item.progress, now, rules)
        planned = 0.0 if item.plan.cancelled else stands.planned_percent
        bands = bands_view(schemes, planned, stands.actual_percent)
        today = now.astimezone(ZoneInfo(item.plan.time_zone)).date()
        ahead = of_item(item, marks, today, forecast_rules)
        return {
            **detail,
            "unproven": is_unproven(item, proof_rules),
            "bands": bands,
            "forecast": forecast_view(ahead, forecast_rules),
        }

    @router.get("/items", responses={200: {"model": ItemPage}})
    async def list_items(
        *,
        account: Caller,
        narrowed: Narrowed,
        asked: Asked,
        region: Annotated[RegionCode | None, Query()] = None,
        pillar: Pillar | None = None,
        agency: Annotated[AgencyCode | None, Query()] = None,
        kind: Kind | None = None,
        status: Status | None = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> dict[str, Any]:
        """Daftar rencana aksi (items), in the order of their codes."""
        query = ItemQuery(
            account.scope,
            region=region,
            pillar=pillar,
            agency=agency,
            kind=kind,
            status=status,
            **narrowed._asdict(),
        )
        async with past.at(await past.asked(account, asked)) as then:
            if then.past is not None:
                stood = await past.page(then.past, query, after(cursor), limit + 1)
                rows = [{**shown(item, then.instant), **NOT_TOLD} for item in stood]
            else:
                some = await items.page(query, after(cursor), limit + 1)
                rows = [shown(item, then.instant) for item in some]
        return page(rows, limit, "item_id")

    @router.get("/items/{item_id}", responses={200: {"model": ItemDetail}})
    async def show_item(
        account: Caller, item_id: Annotated[str, Path(max_length=64)], asked: Asked
    ) -> dict[str, Any]:
        """Satu rencana aksi dengan laporan, kurva rencana, dan riwayat statusnya."""
        item = await visible_item(items, account, item_id)
        as_of = await past.asked(account, asked)
        history = await items.history_of(item_id, MOST_REPORTS)
        noted = await alerts.notes_of(item_id, MOST_REPORTS)
        if as_of is None:
            latest = await reports.reports_of(item_id, MOST_REPORTS)
            marks = counting_marks(latest, item.counts_from)
            now = past.now()
            return {**detailed(item, latest, history, now, marks), **alerts_view(noted, now)}
        before = await past.past(item_id)
        then = stood(before, as_of, rules) if before else None
        if before is None or then is None:
            raise not_yet_planned(item_id)
        latest = await reports.reports_of(item_id, MOST_REPORTS, **reported_until(then.item, as_of))
        seen = changes_until(history, as_of.instant)
        told = reports_then(latest, before, as_of)
        marks = counting_then(before, then.item, as_of)
        detail = detailed(then.item, told, seen, as_of.instant, marks)
        return {**detail, **alerts_view(noted, as_of.instant), **NOT_TOLD}

    return router
