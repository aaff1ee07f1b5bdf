"""Uses of tokens are told now and then, and never with the token."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.auth.auth import Sender
from chassis.auth.signed_tokens import Signed
from contracts.account import Account, Role
from tracker.token_uses.token_uses import EVERY_SECONDS, TokenUses

NOON = datetime(2026, 11, 6, 4, tzinfo=UTC).timestamp()
FIRST, OTHER = "1" * 64, "2" * 64


def sender(sha256: str, *, ahead: float = 0.0) -> Sender:
    account = Account(username="dinas.sistem", role=Role.OFFICER)
    return Sender(account, Signed(account, None, 0, NOON * 2), (ahead,), sha256)


@pytest.fixture
def uses() -> TokenUses:
    return TokenUses()


def told(uses: TokenUses) -> list[tuple[str, float, str]]:
    """What is told, which then waits no longer."""
    waiting = uses.waiting()
    uses.told(waiting)
    return [(one.sha256, one.used_at.timestamp(), one.source) for one in waiting]


def test_of_the_uses_of_ten_minutes_one_is_told(uses: TokenUses) -> None:
    for after in (0.0, 0.1, EVERY_SECONDS - 1):
        uses.over_http(sender(FIRST), NOON + after)
    assert told(uses) == [(FIRST, NOON, "http")]
    uses.woken.clear()
    uses.over_http(sender(FIRST), NOON + EVERY_SECONDS - 1)
    assert not uses.woken.is_set()
    assert told(uses) == []
    uses.over_http(sender(FIRST), NOON + EVERY_SECONDS)
    assert uses.woken.is_set()
    assert told(uses) == [(FIRST, NOON + EVERY_SECONDS, "http")]


def test_each_token_is_told_by_itself_and_on_each_road(uses: TokenUses) -> None:
    uses.over_http(sender(FIRST), NOON)
    uses.over_http(sender(OTHER), NOON + 1)
    assert told(uses) == [(FIRST, NOON, "http"), (OTHER, NOON + 1, "http")]
    uses.over_kafka(sender(FIRST), NOON + 2)
    assert told(uses) == [(FIRST, NOON + 2, "kafka")]


def test_of_what_waits_the_latest_use_of_a_token_is_told(uses: TokenUses) -> None:
    uses.over_kafka(sender(FIRST), NOON)
    uses.over_http(sender(FIRST), NOON - 60)
    uses.over_kafka(sender(FIRST), NOON + EVERY_SECONDS)
    assert told(uses) == [(FIRST, NOON + EVERY_SECONDS, "kafka")]


def test_a_use_during_the_telling_of_an_earlier_one_still_waits(uses: TokenUses) -> None:
    uses.over_http(sender(FIRST), NOON)
    telling = uses.waiting()
    uses.over_http(sender(FIRST), NOON + EVERY_SECONDS)
    uses.told(telling)
    assert told(uses) == [(FIRST, NOON + EVERY_SECONDS, "http")]


def test_a_token_that_the_planner_signed_is_not_told(uses: TokenUses) -> None:
    uses.over_kafka(sender(""), NOON)
    assert told(uses) == []
    assert not uses.woken.is_set()


def test_a_use_has_the_time_of_the_service_s_clock(uses: TokenUses) -> None:
    day = timedelta(days=1).total_seconds()
    uses.over_kafka(sender(FIRST, ahead=day), NOON)
    assert told(uses) == [(FIRST, NOON + day, "kafka")]
