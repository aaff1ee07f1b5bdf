"""Shows the marks of reports, and dismisses them: the one place that guards who may."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from chassis.audit.entry import Deed, Value
from chassis.audit.trail import Trail
from chassis.auth.auth import must_be
from chassis.clock import Clock
from chassis.http.problem import Fault, Problem, not_found
from chassis.mongo.database import Database
from chassis.mongo.parts import conflicts_of
from chassis.mongo.unit_of_work import UnitOfWork
from contracts.account import Account, Role
from tracker.deeds import MARK_DISMISSED
from tracker.items.query import ItemQuery
from tracker.plausibility.dismissal import NO_SUCH_MARK, no_such_mark, refusal
from tracker.plausibility.documents import Dismissal, MarkedReport
from tracker.plausibility.mark import PlausibilityMark, PlausibilityRule
from tracker.plausibility.repository import MarkRepository
from tracker.plausibility.wording import mark_words
from tracker.reporting.report import own_key

DISMISSED_MOST = 100
"""Marks that are dismissed in one request, and in one transaction."""
STATUSES = {"own-report": 403, "other-verifier": 403, "missing": 422, "text-too-long": 422}


@dataclass(frozen=True, slots=True)
class DismissalWanted:
    """A mark that someone wants to dismiss: the number of the report's receipt, or the id that its
    agency gave it; the rule; which finding of it was seen (`PlausibilityMark.finding`); and in
    which words.
    """

    key: str
    rule: str
    finding: str
    words: str


@dataclass(frozen=True, slots=True)
class DismissalDone:
    """What became of it: who dismissed it, or why nothing was done."""

    wanted: DismissalWanted
    dismissal: Dismissal | None = None
    fault: Fault | None = None
    marked: MarkedReport | None = None
    """The report with its new dismissal; None where nothing changed."""


class ReportMarks:
    """What in reports is worth a look."""

    def __init__(
        self,
        *,
        database: Database,
        marks: MarkRepository,
        trail: Trail,
        clock: Clock,
        changed: Callable[[], None],
    ) -> None:
        """`changed` is called when marks were dismissed."""
        self._database = database
        self._marks = marks
        self._trail = trail
        self._clock = clock
        self._changed = changed

    async def of_reports(self, account: Account, keys: Sequence[str]) -> Mapping[str, MarkedReport]:
        """By key the marks of those of the reports that have some and that the account may see."""
        return await self._marks.marked(keys, account.scope)

    async def of_report(self, account: Account, key: str) -> MarkedReport | None:
        """The marks of a report; None where it has none, or is out of the account's scope."""
        own = own_key(account.agency or "", key)
        found = await self._marks.marked([key, own], account.scope)
        return found.get(key) or found.get(own)

    async def to_look_at(
        self, wanted: ItemQuery, by: Sequence[str] = ()
    ) -> Mapping[tuple[str, ...], int]:
        """How many reports have open marks, by the values of the fields `by`: region, agency,
        pillar, kind.
        """
        return await self._marks.to_look_at(wanted, by)

    async def dismiss(
        self, account: Account, wanted: Sequence[DismissalWanted]
    ) -> list[DismissalDone]:
        """Dismiss marks, as far as the account may; what became of each, in their order.

        Idempotent: the same account again changes nothing. What is refused changes nothing, and the
        others are done. Raises 403 for an account that verifies nothing, `DatabaseTrouble`.
        """
        must_be(account, Role.VERIFIER)

        async def work(unit: UnitOfWork) -> list[DismissalDone]:
            own = {one.key: own_key(account.agency or "", one.key) for one in wanted}
            found = await self._marks.marked([*own, *own.values()], account.scope, unit)
            done: list[DismissalDone] = []
            for one in wanted:
                marked = found.get(one.key) or found.get(own[one.key])
                judged = self._judged(account, one, marked)
                done.append(judged)
                if judged.marked is not None:
                    found[judged.marked.key] = judged.marked
                    self._marks.dismiss(unit, judged.marked, PlausibilityRule(one.rule))
                    self._trail.put(unit, _deed(account, judged.marked, PlausibilityRule(one.rule)))
            return done

        done = await self._database.transaction(work, conflicts=conflicts_of(len(wanted)))
        if any(one.marked for one in done):
            self._changed()
        return done

    def _judged(
        self, account: Account, wanted: DismissalWanted, marked: MarkedReport | None
    ) -> DismissalDone:
        """What becomes of what is wanted."""
        rule = next((one for one in PlausibilityRule if one == wanted.rule), None)
        if marked is None or rule is None:
            return DismissalDone(wanted, fault=no_such_mark())
        mark = marked.mark(rule)
        was = marked.dismissal(mark) if mark else None
        if was and mark and mark.finding == wanted.finding and was.by == account.username:
            return DismissalDone(wanted, was)
        fault = refusal(account, marked, rule, wanted.finding, wanted.words)
        if fault is not None or mark is None:
            return DismissalDone(wanted, was, fault)
        by, at, words = account.username, self._clock.now(), wanted.words.strip()
        now = Dismissal(by, at, words, mark.seen, marked.version, mark.limits)
        dismissed = {**marked.dismissed, rule: now}
        return DismissalDone(wanted, now, marked=replace(marked, dismissed=dismissed))


def _deed(account: Account, marked: MarkedReport, rule: PlausibilityRule) -> Deed:
    seen = PlausibilityMark(rule, marked.marks[rule])
    details: dict[str, Value] = {
        "rule": rule.value,
        "item": marked.item_id,
        "seen": mark_words(seen).indonesian,
        "rules": marked.version,
        "words": marked.dismissed[rule].words,
    }
    return Deed(MARK_DISMISSED, account.username, marked.key, details)


def problem_of(fault: Fault) -> Problem:
    """What was refused, as a problem: 403, 404, 409 or 422."""
    if fault.code == NO_SUCH_MARK:
        return not_found(fault.message)
    return Problem(STATUSES.get(fault.code, 409), fault.code, fault.message, (fault,))
