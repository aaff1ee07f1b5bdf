"""Arrival times of a report's effects. Instants are of time.monotonic."""

import asyncio
import re
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

import httpx
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiosmtpd.controller import Controller

from contracts import StatusChanged
from contracts.words import Status
from deploy.local.ports import LOOPBACK

POLL_SECONDS = 0.075
_LINK = re.compile(r"/butir/([\w.-]+)")
_HEADING = re.compile(r"== (.+) ==")


class Mails:
    """An SMTP server; a mail has arrived when its DATA is complete."""

    def __init__(self, port: int, about: str) -> None:
        """Only notices count whose heading holds the word `about`: "terlambat", "kritis"."""
        self._about = about
        self._controller = Controller(self, hostname=LOOPBACK, port=port)
        self._unread: list[tuple[float, bytes]] = []
        self._first: dict[str, float] = {}

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Parse later: the sender waits for the answer."""
        self._unread.append((time.monotonic(), envelope.original_content))
        return "250 OK"

    def of(self, item_id: str) -> float | None:
        """When the first mail with a notice about the item arrived, None if none has."""
        while self._unread:
            at, content = self._unread.pop(0)
            for item, heading in notices_in(message_from_bytes(content, policy=policy.default)):
                if self._about in heading.lower():
                    self._first.setdefault(item, at)
        return self._first.get(item_id)


def notices_in(mail: EmailMessage) -> Iterator[tuple[str, str]]:
    """The items that a mail of the notifier is about, each with the heading that it stands under:
    the first line where there is one notice, the group's where there are many.
    """
    body = mail.get_body(("plain",))
    lines = body.get_content().splitlines() if body else []
    heading, found = lines[0] if lines else "", 0
    for line in lines:
        if group := _HEADING.fullmatch(line.strip()):
            heading = group[1]
        elif link := _LINK.search(line):
            found += 1
            yield link[1], heading
    if not found:
        raise ValueError(f"a mail that links to no item: {mail['Subject']}")


class StatusChanges:
    """A plain consumer of status changes, without a group, from the topic's end on."""

    def __init__(self, kafka: str, partitions: int) -> None:
        self._all = [TopicPartition(StatusChanged.topic, p) for p in range(partitions)]
        self._consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
        self._came: dict[str, float | None] = {}
        self._reading: asyncio.Task[None]

    async def __aenter__(self) -> Self:
        await self._consumer.start()
        self._consumer.assign(self._all)
        for place, end in (await self._consumer.end_offsets(self._all)).items():
            self._consumer.seek(place, end)
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        await self._consumer.stop()

    def expect(self, item_id: str) -> None:
        """Parse this item's changes; the many others are skipped."""
        self._came[item_id] = None

    def of(self, item_id: str) -> float | None:
        """When the change of an expected item to critical arrived, None if it has not."""
        if self._reading.done():
            self._reading.result()
        return self._came[item_id]

    async def _read(self) -> None:
        while True:
            batches = await self._consumer.getmany(timeout_ms=1_000)
            now = time.monotonic()
            for records in batches.values():
                for record in records:
                    item_id = record.key.decode()
                    if item_id in self._came and self._came[item_id] is None:
                        change = StatusChanged.model_validate_json(record.value)
                        if change.to_status is Status.CRITICAL:
                            self._came[item_id] = now


async def shown_critical(tracker: httpx.AsyncClient, item_id: str, within: float) -> float:
    """When /metrics, polled every POLL_SECONDS, first shows the quick win as critical.

    Raises TimeoutError after `within` seconds.
    """
    wanted = f'aksi_quick_win_status{{item_id="{item_id}",status="critical"}} 1'
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        asked = time.monotonic()
        text = (await tracker.get("/metrics")).raise_for_status().text
        if wanted in text:
            return time.monotonic()
        await asyncio.sleep(asked + POLL_SECONDS - time.monotonic())
    raise TimeoutError(f"{item_id} is not critical on /metrics within {within:g} s")
