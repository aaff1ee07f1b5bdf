"""Of what became of an item's alerts, what its page tells. Pure."""

from collections.abc import Sequence

from contracts import AlertNoted
from contracts.words import AlertAction

UNSAID = frozenset({"not_asked_for", "not_told_of_it"})
"""Why an episode settled without a word to anybody: nobody on the page has to know that it did."""
NOTHING_BUT = frozenset({AlertAction.OPENED, AlertAction.CLOSED, AlertAction.SETTLED})


def of_interest(notes: Sequence[AlertNoted]) -> Sequence[AlertNoted]:
    """Without the episodes that were over before anybody was to be told, as after an outage, and
    without settling that nobody was told of; in the same order.
    """
    acted = {one.alert for one in notes if one.action not in NOTHING_BUT}
    closed = {one.alert for one in notes if one.action is AlertAction.CLOSED}
    return [
        one
        for one in notes
        if (one.alert in acted or one.alert not in closed)
        and not (one.action is AlertAction.SETTLED and one.why in UNSAID)
    ]
