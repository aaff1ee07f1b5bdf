"""Records decisions and what becomes of them: the one place that guards who may."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from starlette.datastructures import UploadFile

from chassis.audit.entry import Deed, Value
from chassis.audit.trail import Trail
from chassis.auth.auth import must_be
from chassis.clock import Clock, to_millisecond
from chassis.http.problem import Fault, Problem
from chassis.http.validation import wrong
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database
from chassis.mongo.parts import conflicts_of
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from contracts import CouncilDecided
from contracts.account import Account, Scope
from contracts.words import DecisionAction
from tracker.decisions.decision import (
    DECIDERS,
    Added,
    Decision,
    DecisionAct,
    Subject,
    choices,
    faults_of_wording,
    faults_of_words,
    may_add_minutes,
    may_decide,
    sees,
)
from tracker.decisions.minutes import MinutesFiles, SentMinutes
from tracker.decisions.refusals import (
    decision_changed,
    has_minutes,
    key_taken,
    no_such_decision,
    no_such_minutes,
    one_of_both,
    unknown_agency,
)
from tracker.decisions.repository import DecisionRepository
from tracker.decisions.wanted import DecisionWanted, decision_id_of, is_same
from tracker.deeds import (
    DECISION_DONE,
    DECISION_MADE,
    DECISION_TAKEN_BACK,
    MINUTES_ADDED,
    MINUTES_DOWNLOADED,
)
from tracker.evidence.kept_files import Content
from tracker.items.view import no_such_item

DEED_OF: Mapping[DecisionAction, str] = {
    DecisionAction.DECIDED: DECISION_MADE,
    DecisionAction.DONE: DECISION_DONE,
    DecisionAction.TAKEN_BACK: DECISION_TAKEN_BACK,
}


class Decisions:
    """The decisions that an account may see, and record."""

    def __init__(
        self,
        *,
        database: Database,
        rows: DecisionRepository,
        outbox: Outbox,
        trail: Trail,
        clock: Clock,
        minutes: MinutesFiles,
        changed: Callable[[], None],
    ) -> None:
        """`changed` is called when something became of a decision."""
        self.rows = rows
        self._minutes = minutes
        self._database = database
        self._outbox = outbox
        self._trail = trail
        self._clock = clock
        self._changed = changed

    async def decision(self, account: Account, decision_id: str) -> Decision:
        """A decision. Raises 404, the same for one out of the account's scope."""
        found = await self.rows.decision(decision_id)
        if found is None or not sees(account, found):
            raise no_such_decision()
        return found

    async def decide(
        self, account: Account, wanted: DecisionWanted, upload: UploadFile | None = None
    ) -> tuple[Decision, bool]:
        """Record what the council decided, with the file of its minutes or without: both or none;
        the decision, and whether it is new.

        Raises 403 for an account that records none, 409 for a key of another decision and for a
        file above the quota, 422 with what is wrong, an item or agency out of its scope included,
        413, 422 and 503 for the file, which is looked at last, `DatabaseTrouble`.
        """
        must_be(account, *DECIDERS)
        decision_id = decision_id_of(account.username, wanted.key)
        if upload is not None and await self.rows.decision(decision_id) is None:
            await self._made(account, decision_id, wanted)
        async with self._minutes.sent(account.username, upload) as sent:
            work = partial(self._decide, account, decision_id, wanted, sent)
            decided = await self._database.transaction(work, conflicts=conflicts_of(1))
        self._changed()
        return decided

    async def _decide(
        self,
        account: Account,
        decision_id: str,
        wanted: DecisionWanted,
        sent: SentMinutes | None,
        unit: UnitOfWork,
    ) -> tuple[Decision, bool]:
        if sent is not None:
            sent.written.begin()
        there = await self.rows.decision(decision_id, unit)
        if there is not None:
            if not is_same(there, wanted, sent.file.sha256 if sent else ""):
                raise Problem(409, "key-taken", key_taken().message, (key_taken(),))
            return there, False
        decision = await self._made(account, decision_id, wanted, unit)
        if sent is not None:
            decision = replace(decision, minutes_file=sent.file)
            await self._minutes.keep(unit, sent, decision.subject.region)
        self.rows.add(unit, decision)
        self._tell(unit, decision)
        return decision, True

    async def minutes(self, account: Account, decision_id: str) -> Content:
        """The file of the minutes of a decision that the account may see. Raises 404. Who had it is
        noted; when and where a picture was taken is told to those who record decisions.
        """
        decision = await self.decision(account, decision_id)
        file = decision.minutes_file
        if file is None:
            raise no_such_minutes()
        content = await self._minutes.content(
            account.username, file, may_have_all=may_decide(account)
        )
        if content is None:
            raise no_such_minutes()
        told: dict[str, Value] = {"sha256": file.sha256, "name": file.name}
        await self._trail.record(Deed(MINUTES_DOWNLOADED, account.username, decision_id, told))
        return content

    async def add_minutes(self, account: Account, decision_id: str, upload: UploadFile) -> Decision:
        """Add the file of the minutes to a decision that has none. Idempotent: the same file again
        changes nothing. No event tells of it by itself; those that follow name the file.

        Raises 403 for an account that records no decisions, 404, 409 where the decision has
        another file, was withdrawn, or the file is above the quota; 413, 422 and 503 for the file,
        which is looked at last, `DatabaseTrouble`.
        """
        must_be(account, *DECIDERS)
        there = await self.decision(account, decision_id)
        if there.minutes_file is None:
            _can_have_minutes(account, there)
        async with self._minutes.sent(account.username, upload) as sent:
            assert sent is not None  # noqa: S101 - there is an upload
            work = partial(self._add_minutes, account, decision_id, sent)
            return await self._database.transaction(work, conflicts=conflicts_of(1))

    async def _add_minutes(
        self, account: Account, decision_id: str, sent: SentMinutes, unit: UnitOfWork
    ) -> Decision:
        sent.written.begin()
        decision = await self.rows.decision(decision_id, unit)
        if decision is None or not sees(account, decision):
            raise no_such_decision()
        if decision.minutes_file is not None and decision.minutes_file.sha256 == sent.file.sha256:
            return decision
        _can_have_minutes(account, decision)
        added = Added(account.username, to_millisecond(self._clock.now()))
        after = replace(decision, minutes_file=sent.file, minutes_added=added)
        await self._minutes.keep(unit, sent, decision.subject.region)
        self.rows.add_minutes(unit, after)
        told: dict[str, Value] = {"sha256": sent.file.sha256, "name": sent.file.name}
        self._trail.put(unit, Deed(MINUTES_ADDED, account.username, decision_id, told))
        return after

    async def act(
        self, account: Account, decision_id: str, action: DecisionAction, number: int, words: str
    ) -> Decision:
        """Report that a decision is done, or take the last of what became of it back, as its
        `number`th act. Idempotent: the same again changes nothing.

        Raises 403, 404, 409 where something else became of it, 422, `DatabaseTrouble`.
        """

        async def work(unit: UnitOfWork) -> Decision:
            decision = await self.rows.decision(decision_id, unit)
            if decision is None or not sees(account, decision):
                raise no_such_decision()
            if _is_there(decision, action, number, account.username):
                return decision
            possible = {(one.action, one.number): one for one in choices(account, decision)}
            choice = possible.get((action, number))
            fault = choice.refusal if choice else decision_changed()
            if fault is not None:
                status = 403 if choice else 409
                raise Problem(status, fault.code, fault.message, (fault,))
            if faults := list(faults_of_words(words)):
                raise wrong(faults)
            act = DecisionAct(
                action, account.username, to_millisecond(self._clock.now()), words.strip()
            )
            self.rows.add_act(unit, decision, act)
            self._tell(unit, decision.with_act(act))
            return decision.with_act(act)

        decision = await self._database.transaction(work, conflicts=conflicts_of(1))
        self._changed()
        return decision

    async def item(self, account: Account, item_id: str) -> Subject:
        """An item that the account may decide about. Raises 403, 404."""
        must_be(account, *DECIDERS)
        found = await self.rows.item(item_id)
        if found is None or not account.scope.covers(region=found.region, agency=found.agency):
            raise no_such_item(item_id)
        return found

    async def _subject(
        self, scope: Scope, wanted: DecisionWanted, unit: UnitOfWork | None
    ) -> Subject:
        """What it is on. Raises 422 for what is out of the scope, on neither, or on both."""
        rows, item_id, agency = self.rows, wanted.item_id, wanted.agency
        if bool(item_id) == bool(agency):
            raise wrong([one_of_both()])
        found = await (rows.item(item_id, unit) if item_id else rows.agency(agency, unit))
        if found is not None and scope.covers(region=found.region, agency=found.agency):
            return found
        if item_id:
            raise wrong([Fault("item_id", "unknown-item", no_such_item(item_id).detail)])
        raise wrong([unknown_agency("agency", agency)])

    async def _made(
        self,
        account: Account,
        decision_id: str,
        wanted: DecisionWanted,
        unit: UnitOfWork | None = None,
    ) -> Decision:
        """The decision. Raises 422."""
        subject, wording = await self._subject(account.scope, wanted, unit), wanted.wording
        now = to_millisecond(self._clock.now())
        owner = wording.owner or subject.agency
        office = await self.rows.agency(owner, unit) if owner != subject.agency else None
        today = today_of(subject, self._clock)
        faults = [*faults_of_wording(wording, today)]
        if owner != subject.agency and (office is None or office.region != subject.region):
            faults.append(unknown_agency("owner", owner))
        if faults:
            raise wrong(faults)
        act = DecisionAct(DecisionAction.DECIDED, account.username, now)
        said = wording._replace(
            owner=owner, decision=wording.decision.strip(), minutes=wording.minutes.strip()
        )
        return Decision(decision_id, subject, said, (act,))

    def _tell(self, unit: UnitOfWork, decision: Decision) -> None:
        """The event and the deed of the decision's last act."""
        act, number = decision.acts[-1], len(decision.acts)
        event = _event(decision)
        event_id = f"{event.topic}/{decision.decision_id}/{number}"
        self._outbox.put(unit, [Outgoing(event, event_id, act.at)])
        details: dict[str, Value] = {
            "item": decision.subject.item_id or "",
            "owner": decision.wording.owner,
            "due": decision.wording.due.isoformat(),
            "words": act.words or decision.wording.decision,
        }
        if number == 1 and decision.minutes_file is not None:
            details["sha256"] = decision.minutes_file.sha256
        deed = Deed(DEED_OF[act.action], act.by, decision.decision_id, details)
        self._trail.put(unit, deed)


def _can_have_minutes(account: Account, decision: Decision) -> None:
    """Raises 409 for a decision to which no file of minutes can be added."""
    if not may_add_minutes(account, decision):
        fault = has_minutes() if decision.minutes_file is not None else decision_changed()
        raise Problem(409, fault.code, fault.message, (fault,))


def today_of(subject: Subject, clock: Clock) -> date:
    """The day where the subject is."""
    return clock.now().astimezone(ZoneInfo(subject.time_zone)).date()


def _event(decision: Decision) -> CouncilDecided:
    subject, wording, act = decision.subject, decision.wording, decision.acts[-1]
    return CouncilDecided(
        decision_id=decision.decision_id,
        number=len(decision.acts),
        action=act.action,
        region=subject.region,
        time_zone=subject.time_zone,
        item_id=subject.item_id,
        agency=subject.agency,
        owner=wording.owner,
        decision=wording.decision,
        due=wording.due,
        met_on=wording.met_on,
        minutes=wording.minutes,
        minutes_file=decision.minutes_file,
        words=act.words,
        by=act.by,
        at=act.at,
        status=subject.status,
        red_since=subject.red_since,
    )


def _is_there(decision: Decision, action: DecisionAction, number: int, by: str) -> bool:
    if not 1 < number <= len(decision.acts):
        return False
    act = decision.acts[number - 1]
    return (act.action, act.by) == (action, by)
