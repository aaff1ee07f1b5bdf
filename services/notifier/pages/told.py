"""Whom an episode has reached, by what was sent of it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from notifier.delivery.delivery import Delivery, State
from notifier.directory.offices import Office


class Told(NamedTuple):
    """Offices that a message was handed over for, and those whose message waits to leave; both
    from the lowest up.
    """

    reached: Sequence[Office] = ()
    waiting: Sequence[Office] = ()


def told_of(deliveries: Iterable[Delivery]) -> Mapping[str, Told]:
    """By episode whom it has reached; an office that it has reached waits for no other message.

    Messages that it has ended do not count.
    """
    found: dict[str, dict[State, list[Office]]] = {}
    for one in deliveries:
        if not one.is_closing:
            offices = found.setdefault(one.alert, {}).setdefault(one.state, [])
            offices.append(Office(one.role))
    return {alert: _told(by_state) for alert, by_state in found.items()}


def _told(by_state: Mapping[State, Sequence[Office]]) -> Told:
    reached, waiting = (set(by_state.get(one, ())) for one in (State.SENT, State.PENDING))
    return Told(
        [one for one in Office if one in reached],
        [one for one in Office if one in waiting - reached],
    )
