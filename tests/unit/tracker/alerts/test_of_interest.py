"""What an item's page tells of its alerts."""

from contracts import AlertNoted
from contracts.words import AlertAction
from tests.unit.tracker.alerts.test_alert_words import note
from tracker.alerts.of_interest import of_interest


def life(alert: str, *actions: str, why: str | None = None) -> list[AlertNoted]:
    return [
        note(action, why=why).model_copy(update={"alert": alert, "number": number})
        for number, action in enumerate(actions, start=1)
    ]


def test_what_was_over_before_anybody_was_to_be_told_is_not_told_on_the_page() -> None:
    brief = life("window_closed:QW-01:1", "opened", "closed", "settled", why="recovered")
    answered = life("late:QW-01:1", "opened", "told", "acknowledged", "closed")
    still_open = life("fell:QW-01:1", "opened")
    assert of_interest([*brief, *answered, *still_open]) == [*answered, *still_open]


def test_that_nobody_was_told_and_why_stays() -> None:
    quiet = life("late:QW-01:1", "opened", "told_nobody", "closed", why="before_go_live")
    assert of_interest(quiet) == quiet


def test_settling_without_a_word_is_left_out() -> None:
    told = life("late:QW-01:1", "opened", "told", "closed")
    (settled,) = life("late:QW-01:1", "settled", why="not_asked_for")
    assert of_interest([*told, settled]) == told
    said = settled.model_copy(update={"why": None})
    assert of_interest([*told, said]) == [*told, said]
    assert said.action is AlertAction.SETTLED
