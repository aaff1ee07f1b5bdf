"""When each step of an episode's ladder is due. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from notifier.alerting.alert import Alert
from notifier.alerting.days import Days
from notifier.alerting.policy import Policy, Step

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A step that was not taken yet, and when it is due."""

    step: Step
    at: datetime


def quiet_until(policy: Policy, days: Days, instant: datetime) -> datetime:
    """The end of the quiet hours that `instant` lies in; `instant` itself outside them."""
    if policy.quiet_from is None:
        return instant
    day = days.day(instant)
    if instant >= days.at(day, policy.quiet_from):
        return days.at(day + _DAY, policy.day_begins)
    return max(instant, days.at(day, policy.day_begins))


def next_digest(policy: Policy, days: Days, instant: datetime) -> datetime:
    """The first hour of the digest that is not before `instant`, on a working day."""
    day = days.day(instant)
    if instant > days.at(day, policy.digest_at):
        day += _DAY
    while not days.is_workday(day):
        day += _DAY
    return days.at(day, policy.digest_at)


def leaves_at(policy: Policy, days: Days, now: datetime, *, digest: bool) -> datetime:
    """When a notice of a step taken at `now` leaves."""
    if digest:
        return next_digest(policy, days, now)
    return quiet_until(policy, days, _gathered(now, policy.grace))


def _gathered(now: datetime, grace: timedelta) -> datetime:
    if not grace:
        return now
    over = timedelta(seconds=now.timestamp() % grace.total_seconds())
    return now + (grace - over) if over else now


def go_live(policy: Policy, days: Days, region: str, began: date | None) -> date | None:
    """The first day on which a region's offices are told: the policy's, else the working day after
    `began`, the day on which its first item came. None: they always are.
    """
    own = policy.regions.get(region)
    if own is not None:
        return own.go_live
    if began is None or not policy.quiet_start_working_days:
        return None
    return days.after(began, 1)


def counted_from(
    policy: Policy, days: Days, alert: Alert, began: date | None, now: datetime
) -> datetime | None:
    """The instant from which an episode's ladder is counted; None before the region's go-live."""
    first = go_live(policy, days, alert.region, began)
    if first is None or days.day(alert.opened_at) >= first:
        return alert.opened_at
    if days.day(now) < first:
        return None
    own = policy.regions.get(alert.region)
    wait = own.first_working_days if own is not None else None
    begins = days.after(first, policy.quiet_start_working_days if wait is None else wait)
    return days.at(begins, policy.day_begins)


def ahead(policy: Policy, steps: Sequence[Step], alert: Alert, days: Days) -> list[Due]:
    """The steps that were not taken, in their order, each with the instant at which it is due."""
    if alert.counts_from is None:
        return []
    taken = {one.step: one.at for one in alert.taken}
    found: list[Due] = []
    anchor: tuple[date, int] | None = None
    earliest = alert.opened_at
    for step in steps:
        at = _planned(policy, step, alert, days)
        if anchor is not None and step.after is not None:
            day = days.after(anchor[0], step.after - anchor[1])
            at = max(at, days.at(day, policy.day_begins))
        resumed = _resumed(alert, days, at, taken.get(step.step))
        if resumed is not None:
            at = days.at(resumed, policy.day_begins)
            anchor = None if step.after is None else (resumed, step.after)
        at = earliest = max(at, earliest)
        if step.step not in taken:
            found.append(Due(step, at))
    return found


def _planned(policy: Policy, step: Step, alert: Alert, days: Days) -> datetime:
    """When the step is due if nobody answers. Never before a grace period has passed since the
    episode was noticed: a backlog that is read after an outage has that time to close what it
    opened.
    """
    if alert.counts_from is None:
        raise ValueError("before the region's go-live no step has a time")
    noticed = alert.noticed_at + policy.grace
    if step.before_due is not None:
        day = days.within(alert.facts.due, step.before_due)
        at = max(days.at(day, policy.day_begins), alert.counts_from)
    elif step.after:
        day = days.after(days.day(alert.counts_from), step.after)
        at = days.at(day, policy.day_begins)
    else:
        at = alert.counts_from + policy.grace
    return quiet_until(policy, days, max(at, noticed))


def _resumed(alert: Alert, days: Days, at: datetime, taken_at: datetime | None) -> date | None:
    """The working day on which the ladder goes on, if somebody's answer holds the step back; of a
    step that was taken, if one held it back until then.
    """
    last = max(
        (one.until for one in alert.pauses if taken_at is None or one.at <= taken_at), default=None
    )
    if last is None or at >= days.start(last + _DAY):
        return None
    return days.after(last, 1)
