"""Submits the year's reports by HTTP, by spreadsheet and by Kafka at the same time."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaProducer

from chassis.text import Text
from deploy.local.accounts import have_accounts
from deploy.local.callers import Caller, calling
from deploy.local.demo_file import LogIn
from deploy.local.sample import REPORTS_FILE, Sample
from deploy.local.stack import Stack
from deploy.local.submissions import Report, post_all, producing, send_workbook, submit_all
from deploy.local.waiting import Count, Step, all_there

_ENTER_AT_ONCE = 2
"""Concurrent log-ins. Password checks are slow by design; each officer reports once logged in."""


class Reporting:
    """Submits a sample's reports; a report that is submitted again counts once."""

    def __init__(self, stack: Stack, made: Sample, admin: Caller) -> None:
        self._stack = stack
        self._made = made
        self._admin = admin
        self._gate = asyncio.Semaphore(_ENTER_AT_ONCE)
        self._entered = AsyncExitStack()
        self._officers: dict[str, Caller] = {}
        name = Text("laporan lewat HTTP", "reports over HTTP")
        self._posted = Count(stack.lines, name, len(made.by("http")))

    async def all_roads(self, logins: Sequence[LogIn]) -> None:
        """Submit every report, wait until all are recorded, and print the result."""
        officers = {login.agency: login for login in logins if login.role == "officer"}
        async with self._entered, asyncio.TaskGroup() as group:
            sending = send_workbook(REPORTS_FILE, self._made.workbook, self._admin)
            sheet = group.create_task(sending)
            group.create_task(self._by_http_and_kafka(self._made.reports, officers))
        recording = Step(
            Text("laporan tercatat", "reports recorded"), self._stack.folder.logs / "tracker.log"
        )
        all_reports = len(self._made.reports)
        await all_there(self._recorded, all_reports, recording, self._stack.lines)
        await self._show(sheet.result())

    async def _by_http_and_kafka(
        self, reports: Sequence[Report], officers: Mapping[str | None, LogIn]
    ) -> None:
        own = [report for report in reports if report["road"] in {"http", "kafka"}]
        async with producing(self._stack.running.kafka) as system, asyncio.TaskGroup() as group:
            for agency, of_agency in _by_agency(own).items():
                group.create_task(self._report_as(officers[agency], of_agency, system))

    async def _report_as(
        self, login: LogIn, reports: Sequence[Report], system: AIOKafkaProducer
    ) -> None:
        """The reports of an agency: its officer, whose account is created first, posts them; its
        own system submits them by the officer's token.
        """
        async with self._gate:
            if login.username not in self._officers:
                await have_accounts(self._admin, [login], self._made.region)
                calls = calling(self._stack.services, login, self._stack.patient)
                self._officers[login.username] = await self._entered.enter_async_context(calls)
        officer = self._officers[login.username]
        by_http, by_kafka = (
            [report for report in reports if report["road"] == road] for road in ("http", "kafka")
        )
        if by_kafka:
            await submit_all(by_kafka, system, datetime.now(UTC), await officer.access.token())
        await post_all(by_http, officer, self._posted.moved)

    async def _show(self, rows: Mapping[str, int]) -> None:
        lines, made = self._stack.lines, self._made
        lines.step(f"{len(made.by('http'))} laporan lewat HTTP", "reports over HTTP")
        lines.step(
            f"{rows['accepted']} laporan lewat lembar kerja, {rows['unchanged']} sudah ada",
            "by spreadsheet",
        )
        lines.step(f"{len(made.by('kafka'))} laporan lewat Kafka", "over Kafka")
        statuses = Counter(item["status"] for item in await self._items())
        counts = ", ".join(f"{status} {count}" for status, count in sorted(statuses.items()))
        lines.step(f"status sekarang: {counts}", "statuses now")

    async def _items(self) -> list[dict[str, Any]]:
        return await self._admin.items(region=self._made.region)

    async def _recorded(self) -> int:
        """How many of the sample's reports are recorded."""
        by_item = Counter(report["item_id"] for report in self._made.reports)
        counted = {item["item_id"]: item["reports"] for item in await self._items()}
        return sum(min(counted[item_id], count) for item_id, count in by_item.items())


def _by_agency(reports: Sequence[Report]) -> dict[str, list[Report]]:
    """The reports by agency; agencies and reports keep their order."""
    grouped: dict[str, list[Report]] = {}
    for report in reports:
        grouped.setdefault(report["agency"], []).append(report)
    return grouped
