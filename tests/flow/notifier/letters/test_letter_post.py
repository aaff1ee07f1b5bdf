"""Letters over a real database: once to each address, whichever replica is first."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from email.headerregistry import Address

import pytest
from pymongo import UpdateOne

from chassis.clock import FixedClock
from chassis.mongo.database import Database
from notifier.channels.channel import NotHandedOver, Written
from notifier.delivery.delivery import State
from notifier.letters.mailing import LetterMailing
from notifier.letters.message import LetterWriter
from notifier.letters.repository import LetterRepository
from notifier.letters.service import LetterPost
from tests.unit.notifier.letters.given_letters import NOW, a_letter, an_agency

REPLICAS = 3
TO_ALL = ["Dewan@kukar.example", "sekda@kukar.example", "tim@kukar.example"]


class Server:
    """A mail server that takes a moment, and may be down."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.is_down = False

    def connection(self) -> "Server":
        return self

    async def hand_over(self, written: Written, address: str) -> None:
        await asyncio.sleep(0)
        if self.is_down:
            raise NotHandedOver("no connection", final=False)
        self.taken.append(address)

    async def close(self) -> None:
        return


class Replica:
    def __init__(self, database: Database, server: Server, clock: FixedClock) -> None:
        self.rows, self.clock = LetterRepository(database), clock
        self.database = database
        self.post = LetterPost(
            database=database,
            rows=self.rows,
            clock=clock,
            domain="kukar.example",
            deliver=lambda: None,
        )
        self.mailing = LetterMailing(
            database=database,
            rows=self.rows,
            sender=server,
            writer=LetterWriter(Address("Aksi", "aksi", "kukar.example"), "https://aksi.example"),
            clock=clock,
        )

    async def tick(self) -> None:
        await self.post.due(self.clock.now(), 500)
        await self.mailing.due(self.clock.now(), 500)


@pytest.fixture
async def server() -> Server:
    return Server()


@pytest.fixture
async def replicas(mongodb_uri: str, server: Server) -> AsyncIterator[list[Replica]]:
    databases = [Database(mongodb_uri, "notifier-letters") for _ in range(REPLICAS)]
    clock = FixedClock(NOW)
    for name in ("council_letters", "letter_deliveries", "agencies"):
        await databases[0][name].delete_many({})
    made = [Replica(database, server, clock) for database in databases]
    await made[0].rows.prepare()
    agency = an_agency()
    row = {"$set": agency.model_dump(mode="json")}
    await databases[0]["agencies"].bulk_write([UpdateOne({"_id": agency.agency}, row, upsert=True)])
    yield made
    for database in databases:
        database.close()


async def all_tick(replicas: list[Replica]) -> None:
    await asyncio.gather(*(one.tick() for one in replicas))
    await asyncio.gather(*(one.tick() for one in replicas))


async def states(replica: Replica, week: str) -> Counter[State]:
    return Counter(one.state for one in await replica.rows.of_letter(f"kukar:{week}"))


async def test_replicas_that_hear_it_at_once_send_it_once(
    replicas: list[Replica], server: Server
) -> None:
    await asyncio.gather(*(one.post.take_over([a_letter()]) for one in replicas))
    await all_tick(replicas)
    assert sorted(server.taken) == TO_ALL
    assert await states(replicas[0], "2026-W45") == {State.SENT: 3}
    assert await replicas[0].rows.next_delivery() is None
    heard = await replicas[0].rows.letter("kukar:2026-W45")
    assert heard is not None
    assert heard.letter == a_letter()


async def test_what_a_dead_process_had_claimed_is_sent_after_its_lease(
    replicas: list[Replica], server: Server
) -> None:
    await replicas[0].post.take_over([a_letter()])
    await replicas[0].post.due(NOW, 500)
    claimed = await replicas[0].rows.claim(NOW, timedelta(minutes=3))
    assert claimed is not None
    await all_tick(replicas)
    assert len(server.taken) == 2
    held = {"$unset": {"held_until": ""}}
    await replicas[0].database["letter_deliveries"].update_many({}, held)
    await all_tick(replicas)
    assert sorted(server.taken) == TO_ALL


async def test_the_next_letter_withdraws_what_is_not_sent_of_the_last(
    replicas: list[Replica], server: Server
) -> None:
    server.is_down = True
    await replicas[0].post.take_over([a_letter()])
    await all_tick(replicas)
    replicas[0].clock.advance(timedelta(days=2))
    later = a_letter(week="2026-W46", at=replicas[0].clock.now())
    await asyncio.gather(*(one.post.take_over([later]) for one in replicas))
    server.is_down = False
    await all_tick(replicas)
    assert sorted(server.taken) == TO_ALL
    assert await states(replicas[0], "2026-W45") == {State.WITHDRAWN: 3}
    assert await states(replicas[0], "2026-W46") == {State.SENT: 3}
