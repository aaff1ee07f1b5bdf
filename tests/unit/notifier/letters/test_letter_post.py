"""Each letter goes to each address once, whatever fails on the way."""

from datetime import timedelta
from email.headerregistry import Address
from typing import cast

import pytest

from chassis.clock import FixedClock
from chassis.mongo.database import Database
from notifier.channels.channel import NotHandedOver, Written
from notifier.delivery.delivery import State
from notifier.letters.letter_delivery import GIVE_UP_AFTER
from notifier.letters.mailing import LetterMailing
from notifier.letters.message import LetterWriter
from notifier.letters.repository import LetterRepository
from notifier.letters.service import LetterPost
from tests.unit.notifier.letters.given_letters import NOW, a_letter, an_agency
from tests.unit.notifier.letters.memory_letters import MemoryLetters

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
TO_ALL = ["Dewan@kukar.example", "sekda@kukar.example", "tim@kukar.example"]


class World:
    """A notifier with a mail server whose answers a test sets."""

    def __init__(self) -> None:
        self.rows, self.clock = MemoryLetters(), FixedClock(NOW)
        self.rows.agencies = [an_agency()]
        self.sent: list[str] = []
        self.trouble: dict[str, NotHandedOver] = {}
        self.is_down = False
        rows = cast(LetterRepository, self.rows)
        database = cast(Database, self.rows)
        self.post = LetterPost(
            database=database,
            rows=rows,
            clock=self.clock,
            domain="kukar.example",
            deliver=lambda: None,
        )
        self.mailing = LetterMailing(
            database=database,
            rows=rows,
            sender=self,
            writer=LetterWriter(Address("Aksi", "aksi", "kukar.example"), "https://aksi.example"),
            clock=self.clock,
            jitter=lambda: 1.0,
        )

    def connection(self) -> "World":
        return self

    async def hand_over(self, written: Written, address: str) -> None:
        if self.is_down:
            raise NotHandedOver("no connection", final=False)
        if address in self.trouble:
            raise self.trouble[address]
        self.sent.append(address)

    async def close(self) -> None:
        return

    async def tick(self) -> list[str]:
        """What was sent by now."""
        now = self.clock.now()
        while await self.post.due(now, 500) == 500:
            pass
        await self.mailing.due(now, 500)
        return sorted(self.sent)

    def state(self, address: str) -> State:
        (one,) = (one for one in self.rows.deliveries.values() if one.recipient == address)
        return one.state


@pytest.fixture
def world() -> World:
    return World()


async def test_each_address_gets_it_once_however_often_it_is_heard(world: World) -> None:
    for _ in range(3):
        await world.post.take_over([a_letter(), a_letter()])
        assert await world.tick() == TO_ALL
        world.clock.advance(5 * MINUTE)


async def test_offices_that_are_heard_of_after_the_letter_get_it(world: World) -> None:
    world.rows.agencies = []
    await world.post.take_over([a_letter()])
    assert await world.tick() == []
    world.rows.agencies = [an_agency()]
    world.clock.advance(MINUTE)
    assert await world.tick() == TO_ALL


async def test_who_holds_the_office_a_day_later_gets_the_next_one(world: World) -> None:
    await world.post.take_over([a_letter()])
    await world.tick()
    world.clock.advance(2 * DAY)
    await world.tick()
    new = [{"role": "council", "name": "Dewan", "email": "baru@kukar.example"}]
    world.rows.agencies = [an_agency(higher_contacts=new)]
    world.clock.advance(DAY)
    assert await world.tick() == TO_ALL


async def test_an_address_that_is_refused_is_not_tried_again_and_others_get_theirs(
    world: World,
) -> None:
    world.trouble[TO_ALL[0]] = NotHandedOver("550 no such user (recipient)", final=True)
    await world.post.take_over([a_letter()])
    assert await world.tick() == TO_ALL[1:]
    assert world.state(TO_ALL[0]) is State.FAILED
    del world.trouble[TO_ALL[0]]
    world.clock.advance(DAY)
    assert await world.tick() == TO_ALL[1:]


async def test_a_server_that_is_down_for_a_day_loses_nothing_and_floods_nobody(
    world: World,
) -> None:
    world.is_down = True
    await world.post.take_over([a_letter()])
    for _ in range(48):
        assert await world.tick() == []
        world.clock.advance(30 * MINUTE)
    world.is_down = False
    world.clock.advance(30 * MINUTE)
    assert await world.tick() == TO_ALL


async def test_after_days_it_is_given_up(world: World) -> None:
    world.is_down = True
    await world.post.take_over([a_letter()])
    await world.tick()
    world.clock.advance(GIVE_UP_AFTER + MINUTE)
    await world.tick()
    assert world.state(TO_ALL[0]) is State.FAILED


async def test_when_the_next_one_comes_the_last_is_not_sent_any_more(world: World) -> None:
    world.is_down = True
    await world.post.take_over([a_letter()])
    await world.tick()
    world.clock.advance(2 * DAY)
    await world.post.take_over([a_letter(week="2026-W46", at=world.clock.now())])
    world.is_down = False
    assert await world.tick() == TO_ALL, "one mail each, not two"
    states = {one.letter: one.state for one in world.rows.deliveries.values()}
    assert states == {"kukar:2026-W45": State.WITHDRAWN, "kukar:2026-W46": State.SENT}


async def test_of_several_that_waited_only_the_last_is_sent(world: World) -> None:
    weeks = [a_letter(week=f"2026-W{number}") for number in (45, 43, 44)]
    await world.post.take_over(weeks)
    assert await world.tick() == TO_ALL
    assert {one.letter for one in world.rows.deliveries.values()} == {"kukar:2026-W45"}


async def test_one_that_comes_after_a_later_one_is_not_sent(world: World) -> None:
    await world.post.take_over([a_letter()])
    await world.post.take_over([a_letter(week="2026-W44")])
    assert await world.tick() == TO_ALL


async def test_old_letters_that_are_read_again_are_not_sent(world: World) -> None:
    await world.post.take_over([a_letter(at=NOW - 8 * DAY)])
    assert await world.tick() == []


async def test_an_address_that_is_none_holds_nobody_up(world: World) -> None:
    odd = {"role": "delivery_team", "name": "Tim", "email": "a..b@kukar.example"}
    world.rows.agencies = [an_agency(), an_agency("LAIN", contacts=[odd], higher_contacts=[])]
    await world.post.take_over([a_letter()])
    assert await world.tick() == TO_ALL
    assert world.state("a..b@kukar.example") is State.FAILED
