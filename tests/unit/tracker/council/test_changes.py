"""What became of items, by their status before and after."""

import pytest

from contracts.words import Status
from tracker.council.changes import Became, became


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        (Status.ON_TRACK, Status.LATE, Became.LATE),
        (Status.CRITICAL, Status.LATE, Became.LATE),
        (Status.BEHIND, Status.CRITICAL, Became.CRITICAL),
        (Status.LATE, Status.CRITICAL, Became.CRITICAL),
        (Status.ON_TRACK, Status.BEHIND, Became.BEHIND),
        (Status.LATE, Status.BEHIND, Became.RECOVERED),
        (Status.CRITICAL, Status.ON_TRACK, Became.RECOVERED),
        (Status.LATE, Status.DONE, Became.DONE),
        (Status.ON_TRACK, Status.CANCELLED, Became.CANCELLED),
        (None, Status.NOT_STARTED, Became.NEW),
        (None, Status.LATE, Became.LATE),
        (None, Status.DONE, Became.DONE),
        (Status.NOT_STARTED, Status.ON_TRACK, None),
        (Status.BEHIND, Status.ON_TRACK, Became.RECOVERED),
        (Status.CRITICAL, Status.NOT_STARTED, Became.RECOVERED),
        (Status.LATE, Status.LATE, None),
        (Status.CANCELLED, Status.NOT_STARTED, None),
    ],
)
def test_what_became_of_an_item(was: Status | None, now: Status, kind: Became | None) -> None:
    assert became(was, now) is kind
