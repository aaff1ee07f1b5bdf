"""One run of the replay, over dead letters in memory and a broker that can be broken."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiokafka.errors import KafkaError

from chassis.clock import FixedClock
from chassis.dead_letters.dead_letter import DeadLetter, RecordPosition, Replay, Replayed, Wanted
from chassis.dead_letters.reader import Span
from chassis.dead_letters.replay import Audit, AuditFailed, Replaying
from tests.there import there

TOPIC = "progress.submitted.v1"
QUEUE = f"{TOPIC}.dlq"


@dataclass
class Letters:
    """The reader: what lies in the queue."""

    records: Sequence[DeadLetter]

    async def spans(self, queues: Sequence[str]) -> list[Span]:
        return [Span(QUEUE, 0, 0, len(self.records))]

    async def through(self, span: Span) -> AsyncIterator[DeadLetter]:
        for record in self.records:
            yield record


@dataclass
class Broker:
    """The returner: what it was given; refuses the one at `refuses`."""

    got: list[Replayed] = field(default_factory=list)
    refuses: int | None = None
    slow: asyncio.Event | None = None
    began: asyncio.Event = field(default_factory=asyncio.Event)
    stopped: bool = False

    async def pause(self) -> None: ...

    async def send(self, back: Replayed) -> None:
        self.began.set()
        if self.slow:
            await self.slow.wait()
        if len(self.got) == self.refuses:
            raise KafkaError("away")
        self.got.append(back)

    async def stop(self) -> None:
        self.stopped = True


def dead(number: int, topic: str = TOPIC) -> DeadLetter:
    head = {"ce_id": f"e{number}", "dlq_reason": "handler: x", "dlq_topic": topic}
    head |= {"dlq_partition": "0", "dlq_offset": str(number)}
    place = RecordPosition(f"{topic}.dlq", 0, number)
    return DeadLetter(place, b"k", b"{}", [(name, value.encode()) for name, value in head.items()])


def run_of(broker: Broker, *, file: Path | None = None, apply: bool = True, **more: Any) -> Any:
    clock = FixedClock(datetime(2026, 6, 15, tzinfo=UTC))
    replay = Replay(Wanted(), **more)
    return Replaying(replay, broker, Audit(file), apply, by="sari", clock=clock)  # type: ignore[arg-type]


def events(lines: str) -> list[str]:
    return [json.loads(line)["event_id"] for line in lines.splitlines()]


async def test_each_record_is_sent_and_written_down(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broker, file = Broker(), tmp_path / "jejak.jsonl"
    file.write_text('{"event_id": "e0"}\n')
    await run_of(broker, file=file).run(Letters([dead(1), dead(2)]), [QUEUE])
    assert [back.origin.offset for back in broker.got] == [1, 2]
    assert events(file.read_text()) == ["e0", "e1", "e2"]
    assert events(capsys.readouterr().out) == ["e1", "e2"]
    assert broker.stopped


async def test_a_dry_run_sends_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broker, file = Broker(), tmp_path / "jejak.jsonl"
    run = run_of(broker, file=file, apply=False)
    await run.run(Letters([dead(1), dead(2)]), [QUEUE])
    assert broker.got == []
    assert not file.exists()
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert "2" in run.summary()[0]
    assert "--apply" in run.summary()[0]


async def test_what_the_broker_did_not_take_is_neither_counted_nor_written_down(
    tmp_path: Path,
) -> None:
    broker, file = Broker(refuses=1), tmp_path / "jejak.jsonl"
    run = run_of(broker, file=file)
    with pytest.raises(KafkaError):
        await run.run(Letters([dead(1), dead(2), dead(3)]), [QUEUE])
    assert events(file.read_text()) == ["e1"]
    assert run.sent == 1
    assert broker.stopped


async def test_an_audit_that_cannot_be_written_is_noticed_before_anything_is_sent(
    tmp_path: Path,
) -> None:
    broker = Broker()
    with pytest.raises(AuditFailed, match="jejak"):
        await run_of(broker, file=tmp_path / "tiada" / "jejak").run(Letters([dead(1)]), [QUEUE])
    assert broker.got == []


async def test_an_interrupt_in_the_middle_of_a_record_still_writes_it_down(tmp_path: Path) -> None:
    broker, file = Broker(slow=asyncio.Event()), tmp_path / "jejak.jsonl"
    run = run_of(broker, file=file)
    running = asyncio.create_task(run.run(Letters([dead(1), dead(2)]), [QUEUE]))
    await broker.began.wait()
    running.cancel()
    await asyncio.sleep(0)
    there(broker.slow).set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert events(file.read_text()) == ["e1"]
    assert (run.sent, len(broker.got)) == (1, 1)


async def test_no_more_are_sent_than_the_limit() -> None:
    broker = Broker()
    await run_of(broker, limit=2).run(Letters([dead(n) for n in range(5)]), [QUEUE])
    assert len(broker.got) == 2


async def test_one_that_cannot_be_sent_is_said_and_the_rest_goes_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    broker = Broker()
    broken = DeadLetter(RecordPosition(QUEUE, 0, 1), None, b"{}", [("ce_id", b"e1")])
    run = run_of(broker)
    await run.run(Letters([broken, dead(2)]), [QUEUE])
    assert [back.origin.offset for back in broker.got] == [2]
    assert f"{QUEUE} 0:1" in capsys.readouterr().err
    assert run.replay.unfit == 1


async def test_after_a_replay_into_a_compacted_topic_its_owner_is_to_publish_again() -> None:
    run = run_of(Broker())
    await run.run(Letters([dead(1, "plan.item.v1")]), ["plan.item.v1.dlq"])
    assert any("plan.item.v1" in told and "planner" in told for told in run.summary())
    run = run_of(Broker())
    await run.run(Letters([dead(1)]), [QUEUE])
    assert len(run.summary()) == 1
