"""One notice: identity, pauses, other channels."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.delivery.delivery import State, message_id, on_channel, pause, tried_anew
from notifier.directory.recipients import mailbox
from tests.unit.notifier.delivery.episodes import HEAD, a_notice
from tests.unit.notifier.given import DOMAIN, START

LATER = START + timedelta(hours=1)


def test_a_notice_is_named_by_rule_item_episode_step_channel_and_recipient() -> None:
    assert a_notice().key == "late:QW-01:1:1:mail:kepala@kominfo.example"
    assert a_notice(channel="telegram").key == "late:QW-01:1:1:telegram:kepala@kominfo.example"
    assert a_notice(email=HEAD.upper()).key == a_notice().key


def test_the_message_id_follows_from_the_key_alone_and_stays_what_it_is() -> None:
    """Pinned: a mail that was sent by a former version is answered in its thread."""
    pinned = "<47fc8142d35bbc11224338da84bc1ac2bdbc4add@kukarkab.example>"
    assert a_notice().message_id == message_id(a_notice().key, DOMAIN) == pinned
    assert a_notice().message_id != a_notice("QW-02").message_id


@pytest.mark.parametrize(("step", "closing"), [("1", False), ("closed", True), ("closed2", True)])
def test_the_step_says_whether_it_is_an_end(step: str, closing: bool) -> None:
    assert a_notice(step=step).is_closing is closing


def test_it_leaves_in_the_digest_by_its_step_or_because_it_was_held() -> None:
    assert not a_notice().in_digest
    assert a_notice(digest=True).in_digest
    assert replace(a_notice(), held=True).in_digest


def test_an_address_is_one_in_any_case() -> None:
    assert a_notice(email="Kepala@Kominfo.Example").mailbox == mailbox(HEAD)


def test_another_channel_begins_anew_under_a_key_of_its_own() -> None:
    failed = replace(
        a_notice(), state=State.FAILED, attempts=3, bundle="bundle:x", message_id="<x@y>"
    )
    other = on_channel(failed, "telegram", LATER, DOMAIN)
    assert (other.key, other.channel) == (f"late:QW-01:1:1:telegram:{HEAD}", "telegram")
    assert (other.state, other.attempts, other.bundle) == (State.PENDING, 0, None)
    assert (other.created_at, other.next_at, other.due_at) == (LATER, LATER, LATER)
    assert other.message_id == message_id(other.key, DOMAIN)


def test_what_is_tried_anew_is_the_same_notice() -> None:
    failed = replace(
        a_notice(), state=State.FAILED, attempts=9, bundle="bundle:x", last_error="550"
    )
    again = tried_anew(failed, LATER, DOMAIN)
    assert again == replace(a_notice(), next_at=LATER, due_at=LATER)


def test_pauses_double_from_five_seconds_to_half_an_hour() -> None:
    seconds = [pause(n, 1.0).total_seconds() for n in range(1, 12)]
    assert seconds == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800]


@given(attempts=st.integers(0, 10_000), jitter=st.floats(0, 1))
def test_a_pause_is_never_over_half_an_hour_and_never_nothing(attempts: int, jitter: float) -> None:
    assert timedelta(seconds=2.5) <= pause(attempts, jitter) <= timedelta(minutes=30)
