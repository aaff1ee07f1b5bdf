"""A day ends while the stack runs: the clock alone makes an item late, and mails go out."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from deploy.local.callers import Caller, calling
from deploy.local.console import Lines
from deploy.local.folder import Folder
from deploy.local.ports import DEFAULTS
from deploy.local.services import SERVICES
from deploy.local.stack import Stack
from tests.flow.people import have_agencies, log_in_admin
from tests.flow.plan import (
    AGENCY,
    TEAM,
    Plan,
    days_ago,
    ends_of_today,
    no_midnight_within,
    report,
    today,
)
from tests.flow.seeing import Mail

PLAIN = {"AKSI_POLICY_FILE": str(Path(__file__).parents[1] / "policies" / "plain.yml")}
LAUNCHED_BEFORE_MIDNIGHT = 25.0, 60.0, 120.0
"""Seconds, each tried where the one before was too short for the machine."""

FOR_A_REPORT = timedelta(seconds=12)
"""What must be left when the stack is up."""


@pytest.fixture(scope="module")
async def before_midnight(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """A stack whose services all believe that the day is about to end."""
    await no_midnight_within()
    for seconds in LAUNCHED_BEFORE_MIDNIGHT:
        folder: Path = tmp_path_factory.mktemp("midnight")
        ends_at = datetime.now(UTC) + timedelta(seconds=seconds)
        shift = {"AKSI_CLOCK_OFFSET_SECONDS": str((ends_of_today() - ends_at).total_seconds())}
        running = Stack(
            Folder(folder),
            Lines(Console(file=io.StringIO())),
            wanted_ports=dict.fromkeys(DEFAULTS),
            more={**dict.fromkeys(SERVICES, shift), "notifier": {**shift, **PLAIN}},
        )
        try:
            await running.up()
            if ends_at - datetime.now(UTC) > FOR_A_REPORT:
                yield running
                return
        finally:
            await running.down()
    pytest.fail(f"not up within {seconds - FOR_A_REPORT.total_seconds():g} s")


@pytest.fixture(scope="module")
async def planner(before_midnight: Stack) -> AsyncIterator[Caller]:
    async with calling(before_midnight.services, log_in_admin(before_midnight)) as caller:
        yield caller


async def test_an_item_that_was_on_track_is_late_when_its_day_ends(
    before_midnight: Stack, planner: Caller
) -> None:
    addresses = await have_agencies(planner)
    plan, mail = Plan(planner), Mail(before_midnight.running.mail)
    item = await plan.has(kind="quick_win", start=days_ago(30).isoformat(), due=today().isoformat())
    reported = await planner.tracker.post(
        f"/api/v1/items/{item['item_id']}/reports", json=report(99.9)
    )
    assert reported.json()["item"]["status"] == "on_track"
    seq = reported.json()["item"]["seq"]

    late = await plan.becomes(item["item_id"], "late", within=150)

    assert (late["reports"], late["seq"]) == (1, seq + 1)
    assert datetime.fromisoformat(late["since"]) == ends_of_today()
    head, team = addresses[AGENCY]["head"], addresses[TEAM]["delivery_team"]
    assert await mail.told(item["item_id"], head, team) == sorted([head, team])
