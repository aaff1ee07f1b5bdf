"""Accounts as replicas know them: over MongoDB, what one writes the others refuse by."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from chassis.audit.trail import Trail
from chassis.auth.account_states import AccountStates
from chassis.clock import FixedClock
from chassis.http.problem import Problem
from chassis.mongo.database import Database
from chassis.outbox.outbox import Outbox
from contracts import AccountPublished
from contracts.account import Account, Role
from planner.accounts.account import NewAccount
from planner.app import create_parts
from planner.settings import Settings
from tests.unit.tracker.plans import NOON

TOKEN = Account(username="petugas", role=Role.OFFICER, agency="DINKES", region="kukar")


def published(version: int, **changes: object) -> AccountPublished:
    fields = {"username": "petugas", "role": "officer", "agency": "DINKES", "region": "kukar"}
    return AccountPublished.model_validate({**fields, "version": version, **changes})


@pytest.fixture
async def database(mongodb_uri: str) -> AsyncIterator[Database]:
    database = Database(mongodb_uri, "of_test_account_states")
    for name in ("account_states", "counters", "accounts", "outbox"):
        await database[name].delete_many({})
    yield database
    database.close()


@pytest.fixture
async def replicas(database: Database) -> list[AccountStates]:
    replicas = [AccountStates(database), AccountStates(database)]
    for one in replicas:
        await one.prepare()
    return replicas


async def test_an_account_that_was_never_published_is_as_its_token_says(
    replicas: list[AccountStates],
) -> None:
    assert await replicas[0].current(TOKEN) is TOKEN


async def test_what_one_replica_takes_over_another_knows_at_its_next_refresh(
    replicas: list[AccountStates],
) -> None:
    await replicas[0].take_over([published(1), published(2, disabled=True)])
    with pytest.raises(Problem) as refused:
        await replicas[0].current(TOKEN)
    assert (refused.value.status, refused.value.code) == (401, "session-ended")
    assert await replicas[1].current(TOKEN) is TOKEN
    await replicas[1].refresh()
    with pytest.raises(Problem):
        await replicas[1].current(TOKEN)


async def test_an_older_version_that_comes_later_changes_nothing(
    replicas: list[AccountStates],
) -> None:
    await replicas[0].take_over([published(3, sessions=1)])
    await replicas[0].take_over([published(2), published(3)])
    with pytest.raises(Problem):
        await replicas[0].current(TOKEN)
    fresh = TOKEN.model_copy(update={"sessions": 1})
    assert await replicas[0].current(fresh) is fresh


async def test_a_changed_role_and_agency_hold_for_a_token_of_before(
    replicas: list[AccountStates],
) -> None:
    await replicas[0].take_over([published(2, role="council", agency=None, region=None)])
    today = await replicas[0].current(TOKEN)
    assert (today.role, today.agency, today.region) == (Role.COUNCIL, None, None)


async def test_one_ended_session_of_an_account_leaves_its_others(
    replicas: list[AccountStates],
) -> None:
    mine, lost, older = (
        TOKEN.model_copy(update={"session_id": one})
        for one in ("0123456789abcdef", "fedcba9876543210", "")
    )
    await replicas[0].take_over([published(1, ended=[lost.session_id])])
    assert await replicas[0].current(mine) == mine
    assert await replicas[0].current(older) == older
    with pytest.raises(Problem) as refused:
        await replicas[0].current(lost)
    assert refused.value.code == "session-ended"


async def test_a_process_that_starts_knows_what_was_ended_before(database: Database) -> None:
    await AccountStates(database).take_over([published(1, disabled=True)])
    with pytest.raises(Problem):
        await AccountStates(database).current(TOKEN)


async def test_many_writers_leave_no_change_unseen(replicas: list[AccountStates]) -> None:
    """Each refresh reads only what is newer than the last it has read."""
    for number in range(20):
        name = f"petugas-{number}"
        writer, reader = replicas[number % 2], replicas[1 - number % 2]
        await writer.take_over([published(1, username=name, disabled=True)])
        await reader.refresh()
        with pytest.raises(Problem):
            await reader.current(TOKEN.model_copy(update={"username": name}))


async def test_accounts_of_an_earlier_release_are_published_once(database: Database) -> None:
    stored = {"role": "officer", "agency": "DINKES", "region": "kukar", "password": "$argon2id$"}
    names = [f"petugas-{number}" for number in range(3)]
    rows = [{"_id": name, **stored, "changed_at": NOON} for name in names]
    await database["accounts"].insert_many(rows)
    states, outbox = AccountStates(database), Outbox(database)
    settings = Settings(signing_key_file=Path())
    clock = FixedClock(NOON)
    trail = Trail(database, clock)
    parts = create_parts(settings, database, outbox, clock, states=states, trail=trail)
    service = parts.saved_accounts

    for _ in range(2):
        await service.publish_unpublished()

    events = [event async for row in database["outbox"].find() for event in row["events"]]
    accounts = [AccountPublished.model_validate_json(event["value"]) for event in events]
    assert sorted((one.username, one.version) for one in accounts) == [(name, 1) for name in names]
    own = TOKEN.model_copy(update={"username": names[0]})
    await parts.account_service.end_sessions(names[0], by=own)
    with pytest.raises(Problem):
        await states.current(own)


async def test_the_last_admin_of_all_regions_stays_whoever_asks(database: Database) -> None:
    clock, states = FixedClock(NOON), AccountStates(database)
    trail, settings = Trail(database, clock), Settings(signing_key_file=Path())
    parts = create_parts(settings, database, Outbox(database), clock, states=states, trail=trail)
    service, password = parts.account_service, "empat kata yang panjang"
    operator = Account(username="aksi", role=Role.ADMIN)
    for name, region in (("satu", None), ("dua", None), ("tiga", "kukar")):
        new = NewAccount(name, Role.ADMIN, region=region)
        await service.create(new, password, one_time=False, by=operator)

    async def revised(name: str, role: Role, *, disabled: bool = False) -> None:
        unchanged: dict[str, Any] = {"agency": None, "also": (), "region": None}
        await service.revise(name, 1, role=role, disabled=disabled, by=operator, **unchanged)

    await revised("dua", Role.COUNCIL)
    for role, disabled in ((Role.PLANNER, False), (Role.ADMIN, True)):
        with pytest.raises(Problem) as refused:
            await revised("satu", role, disabled=disabled)
        assert refused.value.code == "last-admin"
    with pytest.raises(Problem) as refused:
        await service.remove("satu", 1, "tidak dipakai", by=operator)
    assert refused.value.code == "last-admin"
    await service.create(NewAccount("empat", Role.ADMIN), password, one_time=False, by=operator)
    await service.remove("satu", 1, "tidak dipakai", by=operator)
