"""How long it takes from being told to an answer, and from the first answer to the end. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from notifier.alerting.alert import Alert
from notifier.alerting.ledger import Entry, What
from notifier.delivery.delivery import Delivery, State

ANSWERS = frozenset({What.ACKNOWLEDGED, What.SILENCED, What.HANDED_OVER})
ENDS = frozenset({"done", "recovered", "moved"})
ACKNOWLEDGED, RECOVERED = "acknowledged", "recovered"


class Took(NamedTuple):
    """Seconds until what: `acknowledged` from the first message, `recovered` from the first
    answer.
    """

    until: str
    seconds: float


def measured(
    entries: Iterable[Entry], alerts: Mapping[str, Alert], deliveries: Iterable[Delivery]
) -> Iterator[Took]:
    """What the entries of one transaction end: an episode's first answer, and its end."""
    sent: dict[str, Delivery] = {}
    for one in sorted(deliveries, key=lambda one: one.created_at):
        if one.state is State.SENT and not one.is_closing:
            sent.setdefault(one.alert, one)
    for entry in entries:
        alert = alerts[entry.alert]
        first = sent.get(entry.alert)
        if entry.what in ANSWERS and len(alert.pauses) == 1 and first and first.sent_at:
            yield Took(ACKNOWLEDGED, (entry.at - first.sent_at).total_seconds())
        if entry.what is What.CLOSED and entry.why in ENDS and alert.pauses:
            yield Took(RECOVERED, (entry.at - alert.pauses[0].at).total_seconds())
