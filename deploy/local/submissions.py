"""Submits reports on the three roads: HTTP, spreadsheet, Kafka."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaProducer

from contracts import ProgressSubmitted
from deploy.local.callers import Caller

Report = Mapping[str, Any]
AT_ONCE = 8
_ANSWER_WITHIN_MS = 240_000
_FIELDS = ("as_of", "physical_percent", "budget_realised", "note", "obstacle", "follow_up")


async def post_all(
    reports: Sequence[Report], officer: Caller, moved: Callable[[], None] = lambda: None
) -> None:
    """Post the reports of the officer's agency, `AT_ONCE` at a time, in about their order.

    The report_id is the Idempotency-Key: a report that was posted before counts once.
    """
    gate = asyncio.Semaphore(AT_ONCE)

    async def post(report: Report) -> None:
        async with gate:
            answer = await officer.tracker.post(
                f"/api/v1/items/{report['item_id']}/reports",
                json={name: report[name] for name in _FIELDS},
                headers={"Idempotency-Key": report["report_id"]},
            )
            answer.raise_for_status()
            moved()

    async with asyncio.TaskGroup() as group:
        for report in reports:
            group.create_task(post(report))


async def send_workbook(name: str, content: bytes, caller: Caller) -> dict[str, Any]:
    """Upload a spreadsheet of reports; returns the counts of its rows by outcome."""
    answer = await caller.tracker.post(
        "/api/v1/reports/imports",
        params={"dry_run": "false"},
        files={"file": (name, content)},
        headers={"Idempotency-Key": name},
    )
    body: dict[str, Any] = answer.raise_for_status().json()
    return body


@asynccontextmanager
async def producing(kafka: str) -> AsyncIterator[AIOKafkaProducer]:
    """A producer such as an agency's own system has."""
    producer = AIOKafkaProducer(
        bootstrap_servers=kafka,
        acks="all",
        enable_idempotence=False,
        request_timeout_ms=_ANSWER_WITHIN_MS,
    )
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def submit_all(
    reports: Sequence[Report], producer: AIOKafkaProducer, now: datetime, token: str
) -> None:
    """Publish each report as the agency's own system does, which has this token:
    progress.submitted.v1.
    """
    sent = [
        await producer.send(
            ProgressSubmitted.topic,
            key=report["item_id"].encode(),
            value=json.dumps(
                {
                    **{name: report[name] for name in (*_FIELDS, "item_id", "agency")},
                    "report_id": report["report_id"],
                    "submitted_at": now.isoformat(),
                    "submitted_by": f"sistem {report['agency']}",
                }
            ).encode(),
            headers=event_headers(report["report_id"], report["item_id"], token),
        )
        for report in reports
    ]
    await asyncio.gather(*sent)


def event_headers(report_id: str, item_id: str, token: str = "") -> list[tuple[str, bytes]]:
    """The CloudEvents headers that an agency's system sends, with the token of its account."""
    head = {
        "ce_specversion": "1.0",
        "ce_id": report_id,
        "ce_source": "/opd/sistem",
        "ce_type": ProgressSubmitted.topic,
        "ce_subject": item_id,
        "ce_aksitoken": token,
        "content-type": "application/json",
    }
    return [(name, value.encode()) for name, value in head.items() if value]
