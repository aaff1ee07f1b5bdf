"""What a link is good for, and what it does: only when it is sent, once, for who was told."""

from dataclasses import replace
from datetime import date, timedelta
from typing import cast

import pytest

from chassis.clock import FixedClock
from chassis.http.problem import Problem
from notifier.alerting.alert import Answer, CloseReason, Pause
from notifier.alerting.answering import NotValid
from notifier.directory.offices import Office
from notifier.responding.link import LinkNotValid, new_secret
from notifier.responding.links import VALID_FOR, Links
from notifier.responding.repository import SecretRepository
from notifier.responding.service import Responding, Standing
from tests.unit.notifier.responding.a_life import LAST, LATE, NOW, Life, delivery

SECRET = new_secret()
HEAD = "Kepala@dlhk.example"


class OneSecret:
    async def secret(self) -> bytes:
        return SECRET


@pytest.fixture
def life() -> Life:
    return Life(
        episodes={LATE.id: LATE},
        deliveries=[delivery(LATE, Office.HEAD, HEAD)],
        holders={Office.HEAD: {"kepala@dlhk.example"}},
    )


async def links(life: Life) -> Links:
    made = Links(cast(SecretRepository, OneSecret()), FixedClock(life.now), "https://aksi.example/")
    await made.prepare()
    return made


async def responding(life: Life) -> Responding:
    return Responding(
        links=await links(life),
        episodes=life,
        deliveries=life,
        mailboxes=life.mailboxes,
        answers=life,
        clock=FixedClock(life.now),
    )


async def token_of(life: Life) -> str:
    link = (await links(life)).respond_link(life.deliveries[0])
    assert link is not None
    before, _, token = link.rpartition("/")
    assert before == "https://aksi.example/peringatan/tanggapi"
    return token


async def test_to_open_a_link_changes_nothing_however_often(life: Life) -> None:
    token, made = await token_of(life), await responding(life)
    for _ in range(3):
        asked = await made.open(token, "1.2.3.4")
    assert (asked.standing, asked.office, asked.episode.id) == (
        Standing.OPEN,
        Office.HEAD,
        "late:KKR-QW-ENV-01:7",
    )
    assert life.given == []


async def test_it_acknowledges_for_the_office_and_mailbox_that_were_told(life: Life) -> None:
    token, made = await token_of(life), await responding(life)
    asked = await made.acknowledge(token, "1.2.3.4", date(2026, 12, 4), "Bibit tiba")
    ((answer, by),) = life.given
    assert (answer, by.account, by.office, by.mailbox) == (
        "acknowledged",
        None,
        Office.HEAD,
        "kepala@dlhk.example",
    )
    assert asked.standing is Standing.ANSWERED
    assert asked.pause is not None
    assert (asked.pause.until, asked.pause.words) == (date(2026, 12, 4), "Bibit tiba")


async def test_pressed_twice_it_counts_once_and_says_who_answered(life: Life) -> None:
    token, made = await token_of(life), await responding(life)
    await made.acknowledge(token, "1.2.3.4")
    again = await made.acknowledge(token, "1.2.3.4")
    assert len(life.given) == 1
    assert again.pause is not None
    assert (again.standing, again.pause.by, again.pause.until) == (Standing.ANSWERED, "head", LAST)


async def test_it_hands_over_with_words_also_after_an_acknowledgement_and_once(life: Life) -> None:
    token, made = await token_of(life), await responding(life)
    with pytest.raises(NotValid):
        await made.hand_over(token, "1.2.3.4", Office.DELIVERY_TEAM, "")
    await made.acknowledge(token, "1.2.3.4")
    for _ in range(2):
        asked = await made.hand_over(token, "1.2.3.4", Office.DELIVERY_TEAM, "Perlu bantuan")
    assert [answer for answer, _ in life.given] == ["acknowledged", "handed_over"]
    assert asked.pause is not None
    assert asked.pause.office is Office.DELIVERY_TEAM


async def test_after_fourteen_days_it_has_expired(life: Life) -> None:
    token = await token_of(life)
    life.now = NOW + VALID_FOR - timedelta(seconds=1)
    assert (await (await responding(life)).open(token, "a")).standing is Standing.OPEN
    life.now = NOW + VALID_FOR
    made = await responding(life)
    assert (await made.acknowledge(token, "a")).standing is Standing.EXPIRED
    assert (await made.hand_over(token, "a", Office.COUNCIL, "x")).standing is Standing.EXPIRED
    assert life.given == []


async def test_of_a_closed_episode_it_says_so_and_does_nothing(life: Life) -> None:
    token = await token_of(life)
    (episode,) = life.episodes.values()
    life.episodes[episode.id] = replace(episode, close_reason=CloseReason.DONE)
    made = await responding(life)
    assert (await made.acknowledge(token, "a")).standing is Standing.CLOSED
    assert life.given == []


async def test_who_does_not_hold_the_office_any_more_answers_nothing_for_it(life: Life) -> None:
    token = await token_of(life)
    life.holders[Office.HEAD] = {"baru@dlhk.example"}
    made = await responding(life)
    assert (await made.acknowledge(token, "a")).standing is Standing.ANOTHER
    assert life.given == []


async def test_an_answer_that_has_ended_holds_nothing_back(life: Life) -> None:
    token = await token_of(life)
    (episode,) = life.episodes.values()
    ended = Pause(
        Answer.ACKNOWLEDGED, "head", NOW - timedelta(days=9), NOW.date() - timedelta(days=1)
    )
    life.episodes[episode.id] = replace(episode, pauses=(ended,))
    assert (await (await responding(life)).open(token, "a")).standing is Standing.OPEN


@pytest.mark.parametrize("gone", ["episodes", "deliveries"])
async def test_of_what_is_not_kept_any_more_a_link_is_none(life: Life, gone: str) -> None:
    token = await token_of(life)
    getattr(life, gone).clear()
    with pytest.raises(LinkNotValid):
        await (await responding(life)).open(token, "a")


async def test_the_end_of_an_episode_has_no_link_and_none_is_made_before_the_secret_is_had(
    life: Life,
) -> None:
    made = await links(life)
    assert made.respond_link(replace(life.deliveries[0], step="closed")) is None
    made._secret = b""
    assert made.respond_link(life.deliveries[0]) is None


async def test_one_link_and_one_address_have_a_limit(life: Life) -> None:
    token, made = await token_of(life), await responding(life)
    for number in range(6):
        await made.acknowledge(token, f"10.0.0.{number}")
    with pytest.raises(Problem) as refused:
        await made.acknowledge(token, "10.0.0.99")
    assert refused.value.status == 429
    for _ in range(60):
        await made.open(token, "10.0.0.50")
    with pytest.raises(Problem):
        await made.open(token, "10.0.0.50")
    await made.open(token, "10.0.0.51")


async def test_guesses_of_one_address_have_its_limit(life: Life) -> None:
    made = await responding(life)
    for _ in range(60):
        with pytest.raises(LinkNotValid):
            await made.open("a.b.c", "10.0.0.50")
    with pytest.raises(Problem):
        await made.open("a.b.c", "10.0.0.50")
