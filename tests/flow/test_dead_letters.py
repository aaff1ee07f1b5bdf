"""What was set aside is looked at, and what is good after all is sent back: once, however often."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts import ProgressSubmitted
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import AGENCY, SOON, Plan, report
from tests.flow.system import System

TOPIC = ProgressSubmitted.topic
DEAD = f"{TOPIC}.dlq"


class Aksi:
    """The command line as a person in the tracker's container has it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = {**os.environ, **environment}

    async def started(self, *arguments: str) -> asyncio.subprocess.Process:
        """The command while it runs."""
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tracker", "deadletters", *arguments),
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def __call__(self, *arguments: str, expect: int = 0) -> tuple[str, str]:
        """What it said on stdout and stderr."""
        process = await self.started(*arguments)
        out, err = (part.decode() for part in await process.communicate())
        assert process.returncode == expect, out + err
        assert "Traceback" not in err
        return out, err


@pytest.fixture(scope="module")
def aksi(stack: Stack) -> Aksi:
    return Aksi(stack.services.environment("tracker"))


def submission(item_id: str) -> dict[str, Any]:
    return {
        **report(64),
        "report_id": f"{item_id}-disisihkan",
        "item_id": item_id,
        "agency": AGENCY,
        "submitted_at": datetime.now(UTC).isoformat(),
    }


async def set_aside(
    system: System, body: dict[str, Any], *, offset: int, **changes: str
) -> tuple[int, int]:
    """Lay a good submission among the dead letters, as a bad deploy does; where it lies."""
    told = {
        "dlq_reason": "handler: KeyError('kolom')\x1b[2J",
        "dlq_topic": TOPIC,
        "dlq_partition": "900",
        "dlq_offset": str(offset),
        "dlq_group": "tracker",
        "dlq_at": datetime.now(UTC).isoformat(),
        **changes,
    }
    lies = await system.kafka.send_and_wait(
        DEAD,
        key=body["item_id"].encode(),
        value=json.dumps(body).encode(),
        headers=[
            *await system.headers(body["report_id"], body["item_id"]),
            *((name, value.encode()) for name, value in told.items()),
        ],
    )
    return lies.partition, lies.offset


async def test_a_record_set_aside_wrongly_is_replayed_and_again_changes_nothing(
    plan: Plan, system: System, aksi: Aksi, tmp_path: Path
) -> None:
    item_id = (await plan.has())["item_id"]
    body = submission(item_id)
    only = ("--topic", TOPIC, "--event-id", body["report_id"])
    audit = tmp_path / "jejak.jsonl"
    partition, offset = await set_aside(system, body, offset=1)
    await set_aside(system, body, offset=1)
    await set_aside(system, body, offset=2, dlq_topic="rahasia.v1")

    out, err = await aksi("replay", *only)
    assert len(out.splitlines()) == 1
    assert "(to be replayed) 1" in err
    assert (await plan.item(item_id))["reports"] == 0

    out, err = await aksi("replay", *only, "--apply", "--audit", str(audit))
    assert "rahasia.v1" in err
    (said,) = out.splitlines()
    assert audit.read_text() == f"{said}\n"
    told = json.loads(said)
    assert told["from"] == {"topic": DEAD, "partition": partition, "offset": offset}
    assert (told["to"], told["event_id"]) == (TOPIC, body["report_id"])

    async def recorded() -> bool:
        return int((await plan.item(item_id))["reports"]) == 1

    await until(recorded, SOON, "the replayed report")
    before = await plan.item(item_id)

    await aksi("replay", *only, "--apply", "--audit", str(audit))
    assert len(audit.read_text().splitlines()) == 2
    later = {**body, "report_id": f"{item_id}-sesudahnya"}
    head = await system.headers(later["report_id"], item_id)
    value = json.dumps(later).encode()
    await system.kafka.send_and_wait(TOPIC, key=item_id.encode(), value=value, headers=head)

    async def all_heard() -> bool:
        return int((await plan.item(item_id))["reports"]) >= 2

    await until(all_heard, SOON, "the report behind the replayed one")
    after = await plan.item(item_id)
    assert after["reports"] == 2  # the first and the later one; the repetition is none
    assert len(after["report_log"]) == 2
    assert after["seq"] == before["seq"]


async def test_what_was_set_aside_is_listed_and_shown_without_harm(
    plan: Plan, system: System, aksi: Aksi
) -> None:
    body = submission((await plan.has())["item_id"])
    partition, offset = await set_aside(system, body, offset=3, dlq_reason="wrong_type: \x1b[2J")

    out, _ = await aksi("list", "--topic", TOPIC, "--reason", "wrong_type")
    (mine,) = [row for row in out.splitlines() if body["report_id"] in row]
    assert mine.startswith(f"{DEAD}\t{partition}:{offset}\t")
    assert r"wrong_type: \x1b[2J" in mine
    queue, reason, count = out.splitlines()[-1].split("\t")
    assert (queue, reason) == (DEAD, "wrong_type")
    assert int(count) == len(out.splitlines()) - 1

    out, _ = await aksi("show", DEAD, str(partition), str(offset))
    assert f"asal (origin): {TOPIC} 900:3" in out
    assert f'"report_id": "{body["report_id"]}"' in out
    assert "\x1b" not in out

    _, err = await aksi("show", TOPIC, str(partition), "999999", expect=1)
    assert "tidak ada" in err


async def test_every_record_of_a_batch_is_read_up_to_the_end_of_its_queue(
    plan: Plan, system: System, aksi: Aksi
) -> None:
    body = submission((await plan.has())["item_id"])
    lie = await asyncio.gather(*(set_aside(system, body, offset=100 + n) for n in range(20)))
    out, _ = await aksi("list", "--topic", TOPIC)
    mine = [row.split("\t")[1] for row in out.splitlines() if body["report_id"] in row]
    assert mine == [f"{partition}:{offset}" for partition, offset in sorted(lie)]

    partition, last = max(lie)
    out, _ = await aksi("show", TOPIC, str(partition), str(last))
    assert f"{DEAD} {partition}:{last}" in out
    await aksi("show", TOPIC, str(partition), str(last + 1), expect=1)


async def test_a_broker_that_does_not_answer_is_one_sentence(aksi: Aksi, stack: Stack) -> None:
    away = Aksi({**stack.services.environment("tracker"), "AKSI_KAFKA": "127.0.0.1:1"})
    for command in (["list"], ["show", TOPIC, "0", "0"], ["replay", "--apply"]):
        _, err = await away(*command, expect=1)
        assert "AKSI_KAFKA" in err.splitlines()[0]


async def test_ctrl_c_ends_a_replay_between_two_records_and_says_how_far_it_came(
    plan: Plan, system: System, aksi: Aksi
) -> None:
    body = submission((await plan.has())["item_id"])
    for offset in (4, 5):
        await set_aside(system, body, offset=offset)
    only = ("--topic", TOPIC, "--event-id", body["report_id"], "--apply", "--rate", "0.01")
    process = await aksi.started("replay", *only)
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), SOON)
    process.send_signal(signal.SIGINT)
    out, err = (part.decode() for part in await process.communicate())
    assert (out, process.returncode) == ("", 1)
    assert err.startswith("Dihentikan")
    assert "(replayed) 1," in err
    assert "Traceback" not in err
