"""The end of an episode: who is told of it, and when. Pure."""

from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter

from notifier.alerting.alert import Alert, CloseReason
from notifier.alerting.ladder import leaves_at
from notifier.alerting.ledger import What, Why
from notifier.alerting.outcome import Around, Outcome
from notifier.alerting.policy import CLOSING_STEP, End
from notifier.alerting.telling import Addressed, Notice
from notifier.delivery.delivery import Delivery
from notifier.directory.offices import Office
from notifier.directory.recipients import Holder

_END: TypeAdapter[End] = TypeAdapter(End)
AT_ONCE = frozenset({CloseReason.SUPERSEDED, CloseReason.PASSED, CloseReason.LEFT})
"""These ends are told nobody and settle at once."""


def settle(around: Around, outcome: Outcome, alert: Alert, known: Addressed) -> None:
    """After its time of grace the end is told to those who had been told, and nobody else."""
    reason, closed_at = alert.close_reason, alert.closed_at
    if reason is None or closed_at is None:
        return
    at_once = reason in AT_ONCE
    if not at_once and around.now < closed_at + around.policy.settle:
        return
    was_settled = alert.settled
    alert = replace(alert, active=False, settled=True)
    outcome.alerts[alert.id] = alert
    rule = around.policy.by_name.get(alert.rule)
    if at_once or rule is None:
        return
    asked_for = reason.value in rule.tells_end
    known_of_it = known.told if asked_for else {}
    whom = {box: one for box, one in known_of_it.items() if box not in known.told_of_the_end}
    outcome.notices += [_end(around, alert, one, closed_at) for one in whom.values()]
    if was_settled and not whom:
        return
    why = Why.BY_RULE if whom else Why.NOT_TOLD_OF_IT if asked_for else Why.NOT_ASKED_FOR
    outcome.note(
        alert,
        around.now,
        What.SETTLED,
        why=why,
        offices=tuple(dict.fromkeys(Office(one.role) for one in whom.values())),
        told=len(whom),
    )


def _end(around: Around, alert: Alert, first: Delivery, closed_at: datetime) -> Notice:
    """The notice of an episode's end to somebody who was told of it."""
    settled = closed_at + around.policy.settle
    return Notice(
        alert=alert,
        step=CLOSING_STEP,
        message=_END.validate_python(alert.close_reason),
        holder=Holder(Office(first.role), first.name, first.recipient),
        counts_from=max(settled, first.sent_at or settled),
        send_at=leaves_at(around.policy, around.days, around.now, digest=False),
        replies_to=first.message_id,
    )
