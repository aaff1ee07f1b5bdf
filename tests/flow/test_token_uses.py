"""The last uses of tokens over MongoDB: told by the tracker, kept by the planner."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from pymongo.errors import PyMongoError

from chassis.auth.auth import Sender
from chassis.auth.signed_tokens import Signed
from chassis.clock import FixedClock
from chassis.mongo.database import Database
from chassis.outbox.outbox import Outbox
from contracts import TokenUsed
from contracts.account import Account, Role
from contracts.token_used import TokenSource
from planner.accounts.system_tokens import DAYS_MOST
from planner.token_uses.repository import TokenUseRepository
from planner.token_uses.token_use import TokenUse
from tracker.token_uses.service import TokenUseService
from tracker.token_uses.token_uses import TokenUses

NOON = datetime(2026, 11, 6, 4, tzinfo=UTC)
FIRST, OTHER = "1" * 64, "2" * 64


def use(minute: int, source: TokenSource = "http", sha256: str = FIRST) -> TokenUsed:
    used_at = NOON + timedelta(minutes=minute)
    return TokenUsed(sha256=sha256, username="dinas.sistem", used_at=used_at, source=source)


@pytest.fixture
async def database(mongodb_uri: str) -> AsyncIterator[Database]:
    database = Database(mongodb_uri, "of_test_token_uses")
    for name in ("token_uses", "outbox"):
        await database[name].delete_many({})
    yield database
    database.close()


@pytest.mark.parametrize("order", permutations((use(0), use(10, "kafka"), use(20), use(10))))
async def test_the_latest_use_is_kept_whatever_comes_again_or_late(
    database: Database, order: tuple[TokenUsed, ...]
) -> None:
    uses = TokenUseRepository(database)
    for event in order:
        await uses.save([event])
    await uses.save([*order, use(5, "kafka", OTHER)])
    latest = TokenUse(NOON + timedelta(minutes=20), "http")
    other = TokenUse(NOON + timedelta(minutes=5), "kafka")
    assert await uses.of([FIRST, OTHER, "3" * 64]) == {FIRST: latest, OTHER: other}
    assert await uses.of([]) == {}


async def test_a_use_is_kept_for_as_long_as_its_token_can_be_valid(database: Database) -> None:
    uses = TokenUseRepository(database)
    await uses.prepare()
    await uses.prepare()
    index = (await database["token_uses"].index_information())["used_at_1"]
    assert index["expireAfterSeconds"] == timedelta(days=DAYS_MOST).total_seconds()


class Telling:
    """The tracker's side, over one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.uses = TokenUses()
        self.outbox = Outbox(database)
        clock = FixedClock(NOON)
        self.service = TokenUseService(
            uses=self.uses, database=database, outbox=self.outbox, clock=clock
        )

    def used(self, minute: int) -> None:
        account = Account(username="dinas.sistem", role=Role.OFFICER)
        signed = Signed(account, None, 0, 0)
        instant = (NOON + timedelta(minutes=minute)).timestamp()
        self.uses.over_http(Sender(account, signed, (0.0,), FIRST), instant)

    async def told(self) -> list[TokenUsed]:
        rows = [row async for row in self._database["outbox"].find()]
        events = [event for row in rows for event in row["events"]]
        return [TokenUsed.model_validate_json(event["value"]) for event in events]


async def test_what_was_noted_is_told_once(database: Database) -> None:
    telling = Telling(database)
    await telling.service.publish()
    telling.used(0)
    await telling.service.publish()
    await telling.service.publish()
    assert await telling.told() == [use(0)]


async def test_what_could_not_be_told_is_told_later(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    telling = Telling(database)
    telling.used(0)

    def failing(*_: Any) -> None:
        raise PyMongoError("no primary")

    with monkeypatch.context() as broken:
        broken.setattr(telling.outbox, "put_alone", failing)
        with pytest.raises(PyMongoError):
            await telling.service.publish()
    assert await telling.told() == []
    await telling.service.publish()
    assert await telling.told() == [use(0)]
