"""One message to one address: identity, pauses, and answers that end it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.alerting.alert import Alert, apply_changes, escalate
from notifier.delivery.delivery import (
    Delivery,
    Stage,
    State,
    is_final,
    message_id,
    new_delivery,
    pause,
    resolved_notices,
)
from notifier.directory.recipients import Offices
from tests.unit.notifier.given import DOMAIN, GRACE, OFFICES, START, change, policy

HOUR = START + timedelta(hours=1)


def alert_and_deliveries() -> tuple[Alert, list[Delivery]]:
    _, (alert,) = apply_changes(policy(), 0, (), [change("late")], START)
    alert, notifications = escalate(policy(), alert, Offices(OFFICES), START + GRACE * 2)
    return alert, [new_delivery(alert, one, START, DOMAIN) for one in notifications]


def test_a_delivery_is_named_by_rule_item_episode_step_channel_and_recipient() -> None:
    _, deliveries = alert_and_deliveries()
    assert [one.key for one in deliveries] == [
        "late:QW-01:1:1:mail:kepala@kominfo.example",
        "late:QW-01:1:1:mail:tim@kukarkab.example",
    ]


def test_the_message_id_follows_from_the_key_alone() -> None:
    _, (first, second) = alert_and_deliveries()
    assert first.message_id == message_id(first.key, DOMAIN)
    assert first.message_id != second.message_id
    assert first.message_id.endswith(f"@{DOMAIN}>")


def test_farewell_is_said_only_to_whom_a_mail_had_reached() -> None:
    alert, (first, second) = alert_and_deliveries()
    _, (done,) = apply_changes(policy(), 1, [alert], [change("done", 2)], HOUR)
    sent = replace(first, state=State.SENT, sent_at=START)
    (last,) = resolved_notices(done, [sent, second], HOUR, DOMAIN)
    assert (last.recipient, last.step, last.message) == (first.recipient, "closed", "done")
    assert last.replies_to == first.message_id


def test_no_farewell_answers_a_farewell() -> None:
    alert, (first, _) = alert_and_deliveries()
    _, (done,) = apply_changes(policy(), 1, [alert], [change("done", 2)], HOUR)
    sent = replace(first, state=State.SENT, sent_at=START)
    (last,) = resolved_notices(done, [sent], HOUR, DOMAIN)
    again = resolved_notices(done, [sent, replace(last, state=State.SENT)], HOUR, DOMAIN)
    assert [one.key for one in again] == [last.key]


def test_pauses_double_from_five_seconds_to_half_an_hour() -> None:
    seconds = [pause(n, 1.0).total_seconds() for n in range(1, 12)]
    assert seconds == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800]


@given(attempts=st.integers(0, 10_000), jitter=st.floats(0, 1))
def test_a_pause_is_never_over_half_an_hour_and_never_nothing(attempts: int, jitter: float) -> None:
    assert timedelta(seconds=2.5) <= pause(attempts, jitter) <= timedelta(minutes=30)


@pytest.mark.parametrize(
    ("stage", "code", "final"),
    [
        (Stage.RECIPIENT, 550, True),
        (Stage.CONTENT, 554, True),
        (Stage.RECIPIENT, 450, False),
        (Stage.CONTENT, 451, False),
        (Stage.SENDER, 550, False),  # our own address is refused: mend it, lose nothing
        (Stage.CONNECTION, 535, False),  # so is a wrong password
        (Stage.CONNECTION, 554, False),
    ],
)
def test_only_a_refusal_of_this_recipient_or_this_message_ends_a_delivery(
    stage: Stage, code: int, final: bool
) -> None:
    assert is_final(stage, code) is final
