"""How far a report has come in its review, and who may do what next. Pure.

In e-Pantau the officer enters, the head of division (Kabid) verifies and the head of the agency
signs. Nobody reviews a report of their own; what was done is taken back from the top down.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from chassis.http.problem import Fault
from chassis.text import Text, says_nothing
from contracts.account import Account, Role
from contracts.calendar import ReviewStep
from contracts.progress_reviewed import WORDS_MOST
from contracts.wording import ROLES, STEPS
from contracts.words import ReviewAction
from tracker.status.progress import Mark, Progress, fold

ORDER = (ReviewStep.VERIFIED, ReviewStep.SIGNED)
"""The steps after recording, from the bottom up."""
REVIEWERS: Mapping[ReviewStep, Role] = {
    ReviewStep.VERIFIED: Role.VERIFIER,
    ReviewStep.SIGNED: Role.HEAD,
}
"""Who does a step: an account of this role that acts for the report's agency."""


class ReviewState(StrEnum):
    """How a report stands."""

    RECORDED = "recorded"
    VERIFIED = "verified"
    SIGNED = "signed"
    RETURNED = "returned"


class Act(NamedTuple):
    """What one person did at one step; `number` counts what was done at that step."""

    step: ReviewStep
    number: int
    action: ReviewAction
    by: str
    at: datetime
    words: str = ""


NOTHING_DONE: Mapping[ReviewStep, int] = {}


class Standing(NamedTuple):
    """How far a report has come: its state, the highest step that was passed, the last act that
    stands, and how often something was done at each step.
    """

    state: ReviewState = ReviewState.RECORDED
    reached: ReviewStep = ReviewStep.RECORDED
    act: Act | None = None
    numbers: Mapping[ReviewStep, int] = NOTHING_DONE


def latest_acts(acts: Iterable[Act]) -> Mapping[ReviewStep, Act]:
    """The last act of each step; neither the order of the acts nor repetition changes it."""
    latest: dict[ReviewStep, Act] = {}
    for act in acts:
        if act.step not in latest or act.number > latest[act.step].number:
            latest[act.step] = act
    return latest


def standing_of(acts: Iterable[Act]) -> Standing:
    """How far a report has come by what was done with it."""
    latest, reached, last = latest_acts(acts), ReviewStep.RECORDED, None
    numbers = {step: act.number for step, act in latest.items()}
    for step in ORDER:
        act = latest.get(step)
        if act is None or act.action is ReviewAction.TAKEN_BACK:
            continue
        if act.action is ReviewAction.RETURNED:
            return Standing(ReviewState.RETURNED, reached, act, numbers)
        reached, last = step, act
    return Standing(ReviewState(reached), reached, last, numbers)


Reached = tuple[Mark, ReviewStep]
"""A report, and the highest step that it has passed."""


def reached_progress(reports: Iterable[Reached], step: ReviewStep) -> Progress:
    """The progress of an item as those of its reports say that have passed a step."""
    return fold(passed(reports, step))


def passed(reports: Iterable[Reached], step: ReviewStep) -> Iterator[Mark]:
    """Those of the reports that have passed a step."""
    return (mark for mark, reached in reports if _rank(reached) >= _rank(step))


def following(reached: ReviewStep, steps: Sequence[ReviewStep]) -> ReviewStep | None:
    """The step in use that comes after one; None after the last."""
    return next((step for step in steps if _rank(step) > _rank(reached)), None)


def states_before(step: ReviewStep, steps: Sequence[ReviewStep]) -> Sequence[ReviewState]:
    """The states in which a report waits for a step, also by a step that is no longer in use."""
    return [ReviewState(one) for one in ReviewStep if following(one, steps) is step]


@dataclass(frozen=True, slots=True)
class Reported:
    """What its review needs to know of a report."""

    agency: str
    submitted_by: str
    is_corrected: bool
    acts: Sequence[Act] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that could be done with a report now: `refusal` says why this account may not."""

    action: ReviewAction
    step: ReviewStep
    number: int
    refusal: Fault | None = None


def choices(account: Account, report: Reported, steps: Sequence[ReviewStep]) -> Sequence[Choice]:
    """What can be done with the report as it stands, and why the account may not.

    `steps`: those of the region's calendar, in their order.
    """
    stands = standing_of(report.acts)
    latest = stands.numbers
    found: list[Choice] = []
    step = following(stands.reached, steps)
    if stands.state is not ReviewState.RETURNED and step is not None:
        for action in (ReviewAction.PASSED, ReviewAction.RETURNED):
            refusal = _refusal(account, report, step) or _second(account, report, step)
            found.append(_choice(action, step, latest, refusal))
    if stands.act is not None:
        step = stands.act.step
        refusal = _refusal(account, report, step)
        found.append(_choice(ReviewAction.TAKEN_BACK, step, latest, refusal))
    return found


def _choice(
    action: ReviewAction,
    step: ReviewStep,
    latest: Mapping[ReviewStep, int],
    refusal: Fault | None,
) -> Choice:
    return Choice(action, step, latest.get(step, 0) + 1, refusal)


def steps_from(step: ReviewStep) -> Sequence[ReviewStep]:
    """The step and those above it."""
    return [one for one in ReviewStep if _rank(one) >= _rank(step)]


def _rank(step: ReviewStep) -> int:
    return ORDER.index(step) if step in ORDER else -1


def _refusal(account: Account, report: Reported, step: ReviewStep) -> Fault | None:
    """Why the account may not act at the step; None where it may."""
    role = REVIEWERS[step]
    if account.role is not role or account.agency != report.agency:
        who = ROLES[role]
        return _fault(
            "other-reviewer",
            f"{STEPS[step]}: hanya {who} {report.agency}",
            f"{step}: only the {role} of {report.agency}",
        )
    if account.username == report.submitted_by:
        return _fault(
            "own-report",
            "Laporan ini Anda kirim sendiri; orang lain yang memeriksanya",
            "You sent this report yourself; someone else reviews it",
        )
    if report.is_corrected:
        return _fault(
            "corrected-report",
            "Laporan ini sudah dikoreksi; periksa koreksinya",
            "This report was corrected; review its correction",
        )
    return None


def _second(account: Account, report: Reported, step: ReviewStep) -> Fault | None:
    """Nobody does two steps of one report."""
    others = (act for one, act in latest_acts(report.acts).items() if one is not step)
    if any(act.by == account.username and act.action is ReviewAction.PASSED for act in others):
        return _fault(
            "own-report",
            "Langkah sebelumnya Anda kerjakan sendiri; orang lain yang melanjutkan",
            "You did the step before yourself; someone else goes on",
        )
    return None


def faults_of_words(action: ReviewAction, words: str) -> Iterator[Fault]:
    """What is wrong with the words of an act."""
    if action is ReviewAction.RETURNED and says_nothing(words):
        yield Fault(
            "words",
            "missing",
            Text(
                "tulis apa yang harus diperbaiki",
                "say what has to be put right, to the one who sent it",
            ),
        )
    if len(words) > WORDS_MOST:
        yield Fault(
            "words",
            "text-too-long",
            Text(
                f"{len(words)} huruf; paling banyak {WORDS_MOST}",
                f"{len(words)} characters; at most {WORDS_MOST}",
            ),
        )


def _fault(code: str, indonesian: str, english: str) -> Fault:
    return Fault("report", code, Text(indonesian, english))
