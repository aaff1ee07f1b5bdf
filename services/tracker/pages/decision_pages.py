"""The pages of decisions: the list, one with what became of it, and the form."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import Request, Response

from chassis.auth.auth import caller, must_be
from chassis.clock import Clock
from chassis.text import Text
from chassis.web.pages import Pages
from contracts.wording import STATUSES
from contracts.words import DecisionAction
from tracker.decisions.decision import (
    DECIDERS,
    Decision,
    Subject,
    choices,
    may_add_minutes,
    may_decide,
)
from tracker.decisions.post_decision import cursor_of, place_of
from tracker.decisions.query import DecisionFilter, DecisionQuery
from tracker.decisions.service import Decisions, today_of
from tracker.decisions.trouble import red_days
from tracker.items.query import ItemQuery, TimeZone
from tracker.pages.decision_form import DecisionForm
from tracker.pages.show_tasks import names_of_agencies
from tracker.plan.repository import AgencyRepository

DECISIONS = "/kemajuan/keputusan"
NEW_DECISION = f"{DECISIONS}/baru"
SHOWN_MOST = 50
DECISION_STATES: Mapping[DecisionFilter, str] = {
    DecisionFilter.OPEN: "Terbuka",
    DecisionFilter.OVERDUE: "Lewat batas",
    DecisionFilter.DONE: "Selesai dilaksanakan",
    DecisionFilter.WITHDRAWN: "Ditarik kembali",
}
DECISION_ACTS: Mapping[DecisionAction, str] = {
    DecisionAction.DECIDED: "Dicatat",
    DecisionAction.DONE: "Dilaporkan selesai",
    DecisionAction.TAKEN_BACK: "Ditarik kembali",
}
NO_ERRORS: Mapping[str, Text] = {}


class Asked(NamedTuple):
    """Which decisions a reader wants to see: `every` in any state."""

    state: DecisionFilter | None
    every: bool
    agency: str
    item_id: str
    cursor: str | None


class DecisionPages:
    """Pages of the decisions that an account may see; the form is for who records them."""

    def __init__(
        self,
        pages: Pages,
        decisions: Decisions,
        agencies: AgencyRepository,
        *,
        time_zone: TimeZone,
        scans: bool,
        clock: Clock,
    ) -> None:
        """`scans`: whether files are scanned for viruses."""
        self._scans = scans
        self._time_zone = time_zone
        self.pages = pages
        self.decisions = decisions
        self._agencies = agencies
        self._clock = clock

    async def listed(self, request: Request, asked: Asked) -> Response:
        """The list, what is to be done first, overdue before the rest."""
        account, now = caller(request), self._clock.now()
        state = asked.state or (None if asked.every else DecisionFilter.OPEN)
        wanted = DecisionQuery(
            account.scope, state, agency=asked.agency or None, item_id=asked.item_id or None
        )
        place = place_of(asked.cursor)
        found = await self.decisions.rows.listed(wanted, now, place, SHOWN_MOST + 1)
        shown = found[:SHOWN_MOST]
        filters = {
            "keadaan": "semua" if asked.every else asked.state or "",
            "opd": asked.agency,
            "butir": asked.item_id,
        }
        more = {"sesudah": cursor_of(shown[-1])} if len(found) > SHOWN_MOST else None
        facts = {
            **await self._words(request),
            "shown": shown,
            "asked": asked,
            "filters": filters,
            "state": state,
            "is_first": place is None,
            "next": f"{DECISIONS}?{_query({**filters, **more})}" if more else None,
            "states": DECISION_STATES,
            "may_decide": may_decide(account),
        }
        return self.pages.render(request, "decisions.html", facts)

    async def decision(
        self,
        request: Request,
        decision_id: str,
        errors: Mapping[str, Text] = NO_ERRORS,
        words: str = "",
        status: int = 200,
    ) -> Response:
        """One decision, and forms for what the reader may do with it. Raises 404."""
        account = caller(request)
        found = await self.decisions.decision(account, decision_id)
        facts = {
            **await self._words(request),
            "decision": found,
            "acts": DECISION_ACTS,
            "may": [one for one in choices(account, found) if one.refusal is None],
            "may_add_minutes": may_add_minutes(account, found),
            "scans": self._scans,
            "errors": errors,
            "words": words,
        }
        return self.pages.render(request, "decision.html", facts, status)

    async def new(self, request: Request, item_id: str, agency: str) -> Response:
        """The form of a decision on an item, or on an agency that is chosen on it. Raises 403, 404
        for an item out of the reader's scope.
        """
        account = caller(request)
        must_be(account, *DECIDERS)
        if item_id:
            subject = await self.decisions.item(account, item_id)
            today, agency = today_of(subject, self._clock), ""
        else:
            zone = await self._time_zone(ItemQuery(account.scope))
            today = self._clock.now().astimezone(zone).date()
        values = {
            **dict.fromkeys(("keputusan", "pelaksana", "batas", "risalah"), ""),
            "kunci": str(uuid4()),
            "butir": item_id,
            "opd": agency,
            "rapat": today.isoformat(),
        }
        return await self.form(request, DecisionForm(values, {}))

    async def form(self, request: Request, form: DecisionForm, status: int = 200) -> Response:
        """The form with what was typed, and what is wrong with it. Raises as `new` does."""
        account = caller(request)
        must_be(account, *DECIDERS)
        item_id, subject, days = form.values["butir"], None, 0
        if item_id:
            subject = await self.decisions.item(account, item_id)
            days = self._red_days(subject)
        facts = {
            **await self._words(request),
            "subject": subject,
            "days": days,
            "values": form.values,
            "errors": form.errors,
            "scans": self._scans,
        }
        return self.pages.render(request, "decision_form.html", facts, status)

    def _red_days(self, subject: Subject) -> int:
        if subject.red_since is None:
            return 0
        return red_days(subject.red_since, self._clock.now(), ZoneInfo(subject.time_zone))

    async def _words(self, request: Request) -> Mapping[str, object]:
        account = caller(request)
        return {
            "names": await names_of_agencies(self._agencies, account.region),
            "statuses": STATUSES,
            "now": self._clock.now(),
        }


def decision_path(decision: Decision) -> str:
    """Where the page of a decision is."""
    return f"{DECISIONS}/{quote(decision.decision_id, safe='')}"


def _query(asked: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in asked.items() if value})
