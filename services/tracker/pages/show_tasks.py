"""tasks requested -> a page of what is due from the reader, most urgent first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from operator import itemgetter
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup

from chassis.auth.auth import caller
from chassis.clock import Clock
from chassis.http.paging import Cursor, after, cursor_after, no_cursor
from chassis.web.pages import Pages
from chassis.web.site import HOME
from contracts.account import OF_AN_AGENCY, Account, Role
from contracts.wording import KINDS, PARTNERS, PERIODS, PILLARS, STATUSES
from contracts.words import Kind, PartnerKind, Pillar, Status
from tracker.evidence.proof import ProofRules, is_unproven
from tracker.items.item import Item
from tracker.items.query import ItemQuery
from tracker.pages.outlook import outlook
from tracker.pages.repository import TaskPageRepository
from tracker.plan.repository import AgencyRepository
from tracker.plausibility.service import ReportMarks
from tracker.status.rule_set import RuleSet
from tracker.summary.repository import SummaryRepository
from tracker.summary.sums import Sums

SHOWN_MOST, RETURNED_MOST = 10, 20
_RANKS = {status: rank for rank, status in enumerate((*STATUSES, None))}
REPORTERS = frozenset({*OF_AN_AGENCY, Role.ADMIN})


def routes(
    pages: Pages,
    tasks: TaskPageRepository,
    *,
    clock: Clock,
    rules: RuleSet,
    proof_rules: ProofRules,
    summaries: SummaryRepository,
    agencies: AgencyRepository,
    marks: ReportMarks,
    owed: Callable[[str], Sequence[object]],
) -> APIRouter:
    """The first page after signing in. `owed`: of an agency, what it has to report on periods
    that are over (`tracker.period_metrics.Owed`).
    """
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    def rows(
        request: Request, shown: Sequence[Item], names: Mapping[str, str], now: datetime
    ) -> Iterator[Markup]:
        """Rows as of the minute that began last: rendered once for all who see the same."""
        may, minute = may_report(caller(request)), now.replace(second=0, microsecond=0)
        fragment = pages.fragments(request, "task.html")
        for item in shown:
            facts = {
                "unproven": is_unproven(item, proof_rules),
                "agency": names.get(item.plan.agency, item.plan.agency) if names else "",
                "may_report": may,
            }

            def more(item: Item = item, facts: Mapping[str, object] = facts) -> dict[str, object]:
                one = outlook(item, now, rules)
                return {**facts, "item": item, "one": one, "statuses": STATUSES}

            yield fragment((item.item_id, item.rev, minute, *facts.values()), more)

    @router.get(HOME)
    async def show_tasks(
        request: Request,
        *,
        sesudah: Cursor = None,
        status: Status | Literal[""] = "",
        opd: Annotated[str, Query(max_length=32)] = "",
        pilar: Pillar | Literal[""] = "",
        jenis: Kind | Literal[""] = "",
        mitra: PartnerKind | Literal[""] = "",
        kecamatan: Annotated[str, Query(max_length=100)] = "",
        desa: Literal["", "1"] = "",
    ) -> Response:
        """Tugas saya; bagi dewan dan perencana semua rencana aksi, disaring bila diminta."""
        account, now = caller(request), clock.now()
        among = ItemQuery(
            account.scope,
            agency=opd or None,
            pillar=pilar or None,
            kind=jenis or None,
            partner=mitra or None,
            district=kecamatan or None,
            rural=True if desa else None,
        )
        wanted = replace(among, status=status or None)
        returned_most = RETURNED_MOST if sesudah is None else 0
        found, returned = await tasks.tasks(
            wanted, _place(sesudah), SHOWN_MOST + 1, returned_most=returned_most
        )
        asked = {
            "status": status,
            "opd": opd,
            "pilar": pilar,
            "jenis": jenis,
            "mitra": mitra,
            "kecamatan": kecamatan,
            "desa": desa,
        }
        shown = found[:SHOWN_MOST]
        names, sums, to_look_at = dict[str, str](), Sums(), 0
        if account.agency is None:
            summed = await summaries.counted(among, (), now)
            sums = summed.get((), sums)
            if not (mitra or kecamatan or desa):
                to_look_at = (await marks.to_look_at(among)).get((), 0)
            names = await names_of_agencies(agencies, account.region)
        last = shown[-1] if len(found) > SHOWN_MOST else None
        facts = {
            "tasks": list(rows(request, sorted(shown, key=_urgency), names, now)),
            "returned": returned,
            "owed": owed(account.agency) if account.agency else (),
            "period_words": PERIODS,
            "parsed_day": date.fromisoformat,
            "sees_all": account.agency is None,
            "counts": [
                (one, sums.by_status[one], f"{HOME}?{_query({**asked, 'status': one})}")
                for one in STATUSES
                if sums.by_status[one]
            ],
            "sums": sums,
            "to_look_at": to_look_at,
            "wanted": wanted,
            "filters": _query(asked),
            "is_filtered": any(asked.values()),
            "pillars": PILLARS,
            "kinds": KINDS,
            "partners": PARTNERS,
            "names": names,
            "is_first": sesudah is None,
            "next": cursor_after(f"{last.status} {last.item_id}") if last else None,
            "statuses": STATUSES,
            "may_report": may_report(account),
        }
        return pages.render(request, "tasks.html", facts)

    return router


async def names_of_agencies(agencies: AgencyRepository, region: str | None) -> dict[str, str]:
    """The names of a region's agencies by code, in their order; of all where it is None."""
    rows = [row for row in await agencies.agencies() if region in {None, row["region"]}]
    return {row["_id"]: row["name"] for row in sorted(rows, key=itemgetter("name"))}


def _query(asked: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in asked.items() if value})


def _place(cursor: str | None) -> tuple[Status, str] | None:
    """The status and the id in a cursor. Raises 422."""
    last = after(cursor)
    if last is None:
        return None
    status, _, item_id = last.partition(" ")
    if status not in STATUSES or not item_id:
        raise no_cursor()
    return Status(status), item_id


def may_report(account: Account) -> bool:
    """Whether the account may send reports at all; for which items is the service's to decide."""
    return account.role in REPORTERS


def _urgency(item: Item) -> tuple[int, date]:
    return _RANKS[item.status], item.plan.due
