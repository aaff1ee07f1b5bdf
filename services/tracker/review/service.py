"""Reviews reports: the one place that guards who may do what, whatever the road."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from operator import itemgetter

from chassis.auth.auth import must_be
from chassis.clock import Clock
from chassis.http.problem import Fault, Problem, not_found
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database
from chassis.mongo.parts import Parts, conflicts_of
from chassis.mongo.unit_of_work import Document, UnitOfWork
from chassis.outbox.outbox import Outbox
from chassis.text import Text
from contracts import ProgressReviewed
from contracts.account import Account, Role
from contracts.calendar import ReviewStep
from contracts.words import ReviewAction
from tracker.items.item import Change
from tracker.items.service import Items
from tracker.periods.repository import PeriodRepository
from tracker.reporting.report import own_key
from tracker.review.documents import ReviewedReport
from tracker.review.repository import ReviewRepository
from tracker.review.review import (
    ORDER,
    REVIEWERS,
    Act,
    Choice,
    Reported,
    ReviewState,
    Standing,
    choices,
    faults_of_words,
    reached_progress,
    standing_of,
    states_before,
)

NO_SUCH_REPORT = "no-such-report"
AT_ONCE = 250
"""Reports that are reviewed in one transaction."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What someone wants to do with a report, as its page offered it; `key` is the number of its
    receipt, or the id that its agency gave it.
    """

    key: str
    action: ReviewAction
    step: ReviewStep
    number: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it: how the report stands, or why nothing was done."""

    wanted: Wanted
    standing: Standing
    fault: Fault | None = None
    act: Act | None = None
    """The new act; None where it was there already, or nothing was done."""
    since: datetime | None = None
    """With a new act: since when the report has waited for it."""
    region: str = ""

    @property
    def is_there(self) -> bool:
        """Whether there is such a report, as far as the account may know."""
        return self.fault is None or self.fault.code != NO_SUCH_REPORT


@dataclass(frozen=True, slots=True)
class Shown:
    """How a report stands; what was done with it, the first first; what can be done, and why the
    account may not.
    """

    standing: Standing
    acts: Sequence[Act]
    choices: Sequence[Choice]


AfterReview = Callable[[Sequence[Done]], None]


class Reviews:
    """The review of reports."""

    def __init__(
        self,
        *,
        database: Database,
        reviews: ReviewRepository,
        periods: PeriodRepository,
        items: Items,
        outbox: Outbox,
        clock: Clock,
        after_commit: Sequence[AfterReview] = (),
    ) -> None:
        self._database = database
        self._reviews = reviews
        self._periods = periods
        self._items = items
        self._outbox = outbox
        self._clock = clock
        self._after_commit = after_commit
        self._parts = Parts()

    async def shown(self, account: Account, key: str) -> Shown | None:
        """How a report stands, what was done with it, and what can be done; None for one out of
        the account's scope.
        """
        own = own_key(account.agency or "", key)
        reports = await self._reviews.reports([key, own], account.scope)
        found = reports.get(key) or reports.get(own)
        if found is None:
            return None
        acts = sorted(found.reported.acts, key=lambda act: (act.at, act.step, act.number))
        possible = choices(account, found.reported, await self._steps_of(found.region))
        return Shown(standing_of(acts), acts, possible)

    @staticmethod
    def step_of(account: Account) -> ReviewStep | None:
        """The step that the account's role does; None where it reviews nothing."""
        return next((step for step, role in REVIEWERS.items() if role is account.role), None)

    async def waiting(
        self, account: Account, limit: int
    ) -> tuple[ReviewStep | None, list[Document]]:
        """The step that the account does, and up to `limit` reports that wait for it, the oldest
        day first, without those that somebody else has to review; no step for an account that
        reviews nothing in its region.
        """
        step = self.step_of(account)
        if step is None or not account.agency:
            return None, []
        region = account.region or await self._reviews.region_of(account.agency)
        calendar = await self._periods.calendar(region) if region else None
        states = states_before(step, calendar.steps if calendar else ORDER)
        since = calendar.begins if calendar else date.min
        agency, by, rows = account.agency, account.username, list[Document]()
        for state in states:
            if state is ReviewState.RECORDED:
                rows += await self._reviews.new(agency, since, by, limit)
            else:
                rows += await self._reviews.in_state(agency, state, limit, since, by)
        rows.sort(key=itemgetter("as_of", "item_id"))
        return (step, rows[:limit]) if states else (None, [])

    async def act(self, account: Account, wanted: Sequence[Wanted]) -> list[Done]:
        """Do what is wanted, as far as the account may; what became of each, in their order.

        Idempotent: the same act again is done already. What is refused changes nothing, and the
        others are done. Raises 403 for an account that reviews nothing, `DatabaseTrouble`.
        """
        must_be(account, Role.VERIFIER, Role.HEAD)
        done: list[Done] = []
        for first in range(0, len(wanted), AT_ONCE):
            some = wanted[first : first + AT_ONCE]
            for part in await self._parts.do(partial(self._act, account), some):
                done += part
        return done

    async def _act(self, account: Account, asked: Sequence[Wanted]) -> list[Done]:
        agency = account.agency or ""

        async def work(unit: UnitOfWork) -> tuple[list[Done], list[Change], datetime]:
            now = self._clock.now()
            keys = {key for one in asked for key in (one.key, own_key(agency, one.key))}
            found = await self._reviews.reports(sorted(keys), account.scope, unit)
            own = {one.key: own_key(agency, one.key) for one in asked}
            wanted = [
                replace(one, key=own[one.key])
                if one.key not in found and own[one.key] in found
                else one
                for one in asked
            ]
            steps = await self._steps({report.region for report in found.values()})
            done: list[Done] = []
            for one in wanted:
                report = found.get(one.key)
                if report is None:
                    done.append(Done(one, Standing(), no_such_report()))
                    continue
                judged = _judged(account, one, report, steps[report.region], now)
                done.append(judged)
                if judged.act:  # once more in the same list is done already, or no longer possible
                    found[one.key] = _with(report, judged.act)
            return done, await self._save(unit, done, found, now), now

        done, changes, now = await self._database.transaction(
            work, conflicts=conflicts_of(len(asked))
        )
        if changes:
            self._items.refolded(changes, now)
        for hook in self._after_commit:
            hook(done)
        return [replace(one, wanted=was) for one, was in zip(done, asked, strict=True)]

    async def _save(
        self,
        unit: UnitOfWork,
        done: Sequence[Done],
        found: Mapping[str, ReviewedReport],
        now: datetime,
    ) -> list[Change]:
        acted = [(found[one.wanted.key], one.act) for one in done if one.act]
        if not acted:
            return []
        stands = {report.key: standing_of(report.reported.acts) for report, _ in acted}
        self._reviews.add(unit, [(report, act, stands[report.key]) for report, act in acted])
        item_ids = sorted({report.item_id for report, _ in acted})
        reached = await self._reviews.reached(unit, item_ids, list(stands))
        now_reached = {
            item_id: [
                (mark, stands[key].reached if key in stands else step)
                for key, (mark, step) in reports.items()
            ]
            for item_id, reports in reached.items()
        }
        progress = {
            item_id: {step.value: reached_progress(those, step).actual_percent for step in ORDER}
            for item_id, those in now_reached.items()
        }
        self._reviews.save_progress(unit, progress, now)
        changes = await self._items.refold(unit, now_reached, now)
        self._outbox.put(unit, [_outgoing(report, act) for report, act in acted])
        return changes

    async def _steps(self, regions: set[str]) -> Mapping[str, Sequence[ReviewStep]]:
        """The steps of each region; all where it has no calendar yet."""
        return {region: await self._steps_of(region) for region in regions}

    async def _steps_of(self, region: str) -> Sequence[ReviewStep]:
        calendar = await self._periods.calendar(region)
        return calendar.steps if calendar else ORDER


def _judged(
    account: Account,
    wanted: Wanted,
    report: ReviewedReport,
    steps: Sequence[ReviewStep],
    now: datetime,
) -> Done:
    """What becomes of what is wanted."""
    reported = report.reported
    stands = standing_of(reported.acts)
    same = (wanted.step, wanted.number, wanted.action, account.username)
    if any((act.step, act.number, act.action, act.by) == same for act in reported.acts):
        return Done(wanted, stands)
    asked = (wanted.action, wanted.step, wanted.number)
    choice = next(
        (
            one
            for one in choices(account, reported, steps)
            if (one.action, one.step, one.number) == asked
        ),
        None,
    )
    fault = choice.refusal if choice else changed_since()
    fault = fault or next(faults_of_words(wanted.action, wanted.words), None)
    if fault is not None:
        return Done(wanted, stands, fault)
    act = Act(
        wanted.step, wanted.number, wanted.action, account.username, now, wanted.words.strip()
    )
    since = stands.act.at if stands.act else report.received_at
    after = standing_of([*reported.acts, act])
    return Done(wanted, after, act=act, since=since, region=report.region)


def _with(report: ReviewedReport, act: Act) -> ReviewedReport:
    was = report.reported
    acts = (*was.acts, act)
    return report._replace(reported=Reported(was.agency, was.submitted_by, was.is_corrected, acts))


def _outgoing(report: ReviewedReport, act: Act) -> Outgoing:
    event = ProgressReviewed(
        report_id=report.report_id,
        item_id=report.item_id,
        region=report.region,
        agency=report.reported.agency,
        step=act.step,
        number=act.number,
        action=act.action,
        words=act.words,
        reviewed_by=act.by,
        at=act.at,
    )
    return Outgoing(event, f"{event.topic}/{report.key}/{act.step}/{act.number}", act.at)


def no_such_report() -> Fault:
    """No report of this key, or one out of the account's scope."""
    return Fault(
        "report",
        NO_SUCH_REPORT,
        Text(
            "laporan ini tidak ada, atau bukan milik perangkat daerah Anda",
            "there is no such report, or it is not your agency's",
        ),
    )


def changed_since() -> Fault:
    """Something else was done with the report since it was shown."""
    return Fault(
        "report",
        "review-changed",
        Text(
            "laporan ini sudah berubah sejak halaman dibuka; lihat keadaannya, lalu putuskan lagi",
            "this report has changed since the page was opened; look at it and decide again",
        ),
    )


def problem_of(fault: Fault) -> Problem:
    """What was refused, as a problem: 403, 404, 409 or 422."""
    if fault.code == NO_SUCH_REPORT:
        return not_found(fault.message)
    status = {"other-reviewer": 403, "own-report": 403, "missing": 422, "text-too-long": 422}
    return Problem(status.get(fault.code, 409), fault.code, fault.message, (fault,))
