"""A decision of the council, what becomes of it, and who may do which. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from chassis.http.problem import Fault
from chassis.text import Text, says_nothing
from contracts.account import OF_AN_AGENCY, Account, Role
from contracts.council_decided import DECISION_MOST, MINUTES_MOST, MinutesFile
from contracts.words import DecisionAction, Kind, Pillar, Status
from tracker.decisions.refusals import ACTS_MOST, other_decider, too_many_acts
from tracker.status.curve import end_of

DECIDERS = (Role.COUNCIL, Role.PLANNER)
"""Who records what the council decided: the council, and its secretary (Bappeda)."""
YEARS_AHEAD, FIRST_YEAR = 10, 2000


class DecisionState(StrEnum):
    """What became of a decision; that an open one is overdue is a matter of the day."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class DecisionAct(NamedTuple):
    """What someone did with a decision; the first is that it was made. Never changed."""

    action: DecisionAction
    by: str
    at: datetime
    words: str = ""


class Subject(NamedTuple):
    """What a decision is on: an item, or an agency, which has no `item_id`. `red_since` is from
    when the item has been late or critical.
    """

    region: str
    time_zone: str
    agency: str
    name: str
    item_id: str | None = None
    pillar: Pillar | None = None
    kind: Kind | None = None
    status: Status | None = None
    red_since: datetime | None = None


class Wording(NamedTuple):
    """What was decided: the words, the agency that has to do it (blank: whose the item is), its
    last day, the day of the meeting, and the number or address of the minutes.
    """

    decision: str
    owner: str
    due: date
    met_on: date
    minutes: str = ""


class Added(NamedTuple):
    """Who added the file of the minutes to a decision that had none, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on what, and what became of it, the first first; the file of its minutes,
    and who added it where it came later.
    """

    decision_id: str
    subject: Subject
    wording: Wording
    acts: tuple[DecisionAct, ...]
    minutes_file: MinutesFile | None = None
    minutes_added: Added | None = None

    @property
    def state(self) -> DecisionState:
        """As its acts leave it: taking back undoes that it is done, else the decision itself."""
        state = DecisionState.OPEN
        for act in self.acts:
            if act.action is DecisionAction.DONE:
                state = DecisionState.DONE
            elif act.action is DecisionAction.TAKEN_BACK:
                was_done = state is DecisionState.DONE
                state = DecisionState.OPEN if was_done else DecisionState.WITHDRAWN
        return state

    @property
    def made(self) -> DecisionAct:
        """Who recorded it, and when."""
        return self.acts[0]

    @property
    def due_ends(self) -> datetime:
        """When its last day has ended in the region."""
        return end_of(self.wording.due, ZoneInfo(self.subject.time_zone))

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is open after its last day."""
        return self.state is DecisionState.OPEN and self.due_ends <= now

    def days_overdue(self, now: datetime) -> int:
        """Whole days since its last day, as the region counts them; 0 where it is not overdue."""
        today = now.astimezone(ZoneInfo(self.subject.time_zone)).date()
        return (today - self.wording.due).days if self.is_overdue(now) else 0

    def with_act(self, act: DecisionAct) -> "Decision":
        """The decision after one act more."""
        return replace(self, acts=(*self.acts, act))


class DecisionChoice(NamedTuple):
    """What could be done with a decision as its `number`th act, and why an account may not."""

    action: DecisionAction
    number: int
    refusal: Fault | None


POSSIBLE = {
    DecisionState.OPEN: (DecisionAction.DONE, DecisionAction.TAKEN_BACK),
    DecisionState.DONE: (DecisionAction.TAKEN_BACK,),
    DecisionState.WITHDRAWN: (),
}


def may_decide(account: Account) -> bool:
    """Whether the account records decisions; on what is the service's to decide."""
    return account.role in DECIDERS


def choices(account: Account, decision: Decision) -> Sequence[DecisionChoice]:
    """What could be done with the decision now. That it is done is reported by an account of the
    agency that has to do it, or by who records decisions, and taken back by these; the decision
    itself is taken back by who records decisions.
    """
    is_open, number = decision.state is DecisionState.OPEN, len(decision.acts) + 1
    owner = decision.wording.owner
    is_owners = account.role in OF_AN_AGENCY and account.agency == owner
    found = []
    for action in POSSIBLE[decision.state]:
        deciders_alone = action is DecisionAction.TAKEN_BACK and is_open
        may = may_decide(account) or (is_owners and not deciders_alone)
        refusal = None if may else other_decider("" if deciders_alone else owner)
        if action is DecisionAction.DONE and number > ACTS_MOST:
            refusal = too_many_acts()
        found.append(DecisionChoice(action, number, refusal))
    return found


def may_add_minutes(account: Account, decision: Decision) -> bool:
    """Whether the account may add the file of a decision's minutes: who records decisions may, of
    one that has none and is not withdrawn.
    """
    lacks = decision.minutes_file is None and decision.state is not DecisionState.WITHDRAWN
    return lacks and may_decide(account)


def sees(account: Account, decision: Decision) -> bool:
    """Whether a decision is within the account's scope: of its region, and where it belongs to an
    agency, on this agency or its items, or for it to do.
    """
    scope, subject = account.scope, decision.subject
    return scope.region in {None, subject.region} and (
        scope.agency is None or scope.agency in {subject.agency, decision.wording.owner}
    )


def faults_of_wording(wording: Wording, today: date) -> Iterator[Fault]:
    """What is wrong with what was decided, before it is known on what."""
    yield from faults_of_words(wording.decision, "decision")
    if len(wording.minutes) > MINUTES_MOST:
        yield _too_long("minutes", wording.minutes, MINUTES_MOST)
    yield from faults_of_met_on(wording.met_on, today)
    if wording.due.year > today.year + YEARS_AHEAD:
        yield Fault(
            "due",
            "too-far",
            Text(f"paling lama {YEARS_AHEAD} tahun lagi", f"at most {YEARS_AHEAD} years from now"),
        )
    elif wording.due < wording.met_on:
        yield Fault(
            "due",
            "before-meeting",
            Text("tidak boleh sebelum tanggal rapat", "cannot be before the meeting"),
        )


def faults_of_met_on(met_on: date, today: date) -> Iterator[Fault]:
    """What is wrong with the day of a meeting."""
    if met_on > today:
        message = Text("rapat itu belum berlangsung", "this meeting is still to come")
        yield Fault("met_on", "in-future", message)
    elif met_on.year < FIRST_YEAR:
        message = Text("tahunnya salah tulis", "the year is mistyped")
        yield Fault("met_on", "too-old", message)


def faults_of_words(words: str, field: str = "words") -> Iterator[Fault]:
    """What is wrong with words that must be there."""
    if says_nothing(words):
        message = {
            "decision": Text("tulis apa yang diputuskan", "say what was decided"),
            "words": Text("tulis apa yang terjadi", "say what happened"),
        }[field]
        yield Fault(field, "missing", message)
    elif len(words) > DECISION_MOST:
        yield _too_long(field, words, DECISION_MOST)


def _too_long(field: str, words: str, most: int) -> Fault:
    message = Text(
        f"{len(words)} huruf; paling banyak {most}", f"{len(words)} characters; at most {most}"
    )
    return Fault(field, "text-too-long", message)
