"""The fields and validation rules of a region's reporting calendar. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from chassis.http.problem import Fault
from chassis.sheets.calendar_date import FIRST_YEAR, LAST_YEAR
from chassis.sheets.cell import one_line
from contracts.calendar import HOLIDAYS_MOST, Holiday, PeriodKind, ReviewStep
from planner.limits import LIST_MOST
from planner.refusal import plan_fault

DAYS_MOST = 250
"""Working days after a period's end: about a year."""
OWN_MOST, WORKED_MOST = LIST_MOST, HOLIDAYS_MOST
NAME_MOST, DECREE_MOST = 100, 120
"""Letters of a region's own holiday: so many of them fit into one form."""
STEPS = (ReviewStep.VERIFIED, ReviewStep.SIGNED)
"""The review steps that a region may have, in their order."""
WEEK = range(1, 8)


class Rule(NamedTuple):
    """How periods of one kind are reported on, in working days after their last day; without
    `window_days` a report counts at any time.
    """

    kind: PeriodKind
    on_time_days: int
    window_days: int | None = None


class OwnHoliday(NamedTuple):
    """A holiday of the region, and the decision that sets it. It stands in for a national one of
    the same day.
    """

    day: date
    name: str
    decree: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A calendar as a region sets it. Its holidays follow from it and from the national ones.

    On `worked_holidays`, national holidays, the region works.
    """

    begins: date
    taken_over: date | None = None
    workdays: tuple[int, ...]
    periods: tuple[Rule, ...]
    steps: tuple[ReviewStep, ...] = STEPS
    counts_from: ReviewStep = ReviewStep.RECORDED
    own_holidays: tuple[OwnHoliday, ...] = ()
    worked_holidays: tuple[date, ...] = ()


def tidy(draft: Draft) -> Draft:
    """The draft with every text on one line, and each list in its order."""
    kinds = list(PeriodKind)
    own = (OwnHoliday(day, one_line(name), one_line(decree))
           for day, name, decree in draft.own_holidays)  # fmt: skip
    return replace(
        draft,
        workdays=tuple(sorted(draft.workdays)),
        periods=tuple(sorted(draft.periods, key=lambda rule: kinds.index(rule.kind))),
        own_holidays=tuple(sorted(own, key=lambda one: one.day)),
        worked_holidays=tuple(sorted(set(draft.worked_holidays))),
    )


def faults_of(draft: Draft) -> list[Fault]:
    """Every rule that a draft breaks by itself."""
    return [*_days(draft), *_workdays(draft), *_periods(draft), *_steps(draft), *_own(draft)]


def _days(draft: Draft) -> Iterator[Fault]:
    yield from _in_range(draft.begins, "begins")
    if draft.taken_over is not None:
        yield from _in_range(draft.taken_over, "taken_over")
    if len(draft.worked_holidays) > WORKED_MOST:
        yield _too_many("worked_holidays", draft.worked_holidays, WORKED_MOST)


def _in_range(day: date, field: str) -> Iterator[Fault]:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        facts = {"year": day.year, "first": FIRST_YEAR, "last": LAST_YEAR}
        yield plan_fault("date-out-of-range", field, **facts)


def _workdays(draft: Draft) -> Iterator[Fault]:
    if not draft.workdays:
        yield plan_fault("no-workday", "workdays")
    if not set(draft.workdays) <= set(WEEK) or len(set(draft.workdays)) < len(draft.workdays):
        yield plan_fault("bad-weekday", "workdays")


def _periods(draft: Draft) -> Iterator[Fault]:
    if not draft.periods:
        yield plan_fault("no-period", "periods")
    counts = Counter(rule.kind for rule in draft.periods)
    for kind in (kind for kind, count in counts.items() if count > 1):
        yield plan_fault("given-twice", f"periods.{kind}", value=kind)
    for rule in draft.periods:
        field = f"periods.{rule.kind}"
        yield from _bounded(rule.on_time_days, f"{field}.on_time_days")
        if rule.window_days is not None:
            yield from _bounded(rule.window_days, f"{field}.window_days")
            if rule.window_days < rule.on_time_days:
                yield plan_fault(
                    "window-too-short", f"{field}.window_days", on_time=rule.on_time_days
                )


def _bounded(days: int, field: str) -> Iterator[Fault]:
    if days < 0:
        yield plan_fault("below-zero", field)
    if days > DAYS_MOST:
        yield plan_fault("too-large", field, limit=DAYS_MOST)


def _steps(draft: Draft) -> Iterator[Fault]:
    if draft.steps != tuple(step for step in STEPS if step in draft.steps):
        yield plan_fault("bad-steps", "steps", known=", ".join(STEPS))
    if draft.counts_from not in {ReviewStep.RECORDED, *draft.steps}:
        yield plan_fault("step-not-in-use", "counts_from")


def _own(draft: Draft) -> Iterator[Fault]:
    own = draft.own_holidays
    if len(own) > OWN_MOST:
        yield _too_many("own_holidays", own, OWN_MOST)
        return
    for number, one in enumerate(own):
        yield from faults_of_holiday(one, f"own_holidays.{number}", own[:number])


def faults_of_holiday(
    one: OwnHoliday, field: str, earlier: Iterable[OwnHoliday]
) -> Iterator[Fault]:
    """Every rule that a region's own holiday breaks below those that are given before it."""
    yield from _in_range(one.day, f"{field}.day")
    if any(one.day == other.day for other in earlier):
        yield plan_fault("given-twice", f"{field}.day", value=one.day.isoformat())
    if not one_line(one.name):
        yield plan_fault("missing", f"{field}.name")
    for name, text, most in (("name", one.name, NAME_MOST), ("decree", one.decree, DECREE_MOST)):
        if len(text) > most:
            yield plan_fault("text-too-long", f"{field}.{name}", length=len(text), limit=most)


def _too_many(field: str, given: Sequence[object], limit: int) -> Fault:
    return plan_fault("too-many", field, limit=limit, count=len(given))


def years_of(begins: date, today: date) -> range:
    """The years whose national holidays a calendar has: from its begin to the next one."""
    return range(begins.year, max(today.year + 1, begins.year) + 1)


def holidays_of(draft: Draft, national: Iterable[Holiday]) -> tuple[Holiday, ...]:
    """The days on which nobody works: national ones without those on which the region works, and
    its own.
    """
    worked = set(draft.worked_holidays)
    days = {one.day: one for one in national if one.day not in worked}
    for day, name, decree in draft.own_holidays:
        days[day] = Holiday(day=day, name=name, decree=decree)
    return tuple(days[day] for day in sorted(days))


def faults_of_holidays(holidays: Sequence[Holiday]) -> list[Fault]:
    """The rule that the holidays of all its years may break together."""
    if len(holidays) <= HOLIDAYS_MOST:
        return []
    facts = {"limit": HOLIDAYS_MOST, "count": len(holidays)}
    return [plan_fault("too-many-holidays", "begins", **facts)]


def changed_holidays(
    before: Iterable[Holiday], after: Iterable[Holiday]
) -> tuple[list[Holiday], list[Holiday]]:
    """The holidays that go, and those that come; one that changes does both."""
    was, now = set(before), set(after)
    by_day = (sorted(some, key=lambda one: one.day) for some in (was - now, now - was))
    gone, new = by_day
    return gone, new
