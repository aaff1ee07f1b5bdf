"""Officers, agencies' systems and planners at work while things break."""

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import httpx
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from contracts import ProgressSubmitted
from deploy.local.submissions import event_headers
from deploy.local.waiting import until
from tests.faults.lab import Lab
from tests.faults.ledger import Intent, Ledger, Outcome
from tests.faults.people import STEEP, ZONE, Shape, bodies, percent_that_turns_critical
from tests.faults.tap import Told

PATIENCE = httpx.Timeout(12.0, connect=3.0)
TROUBLE = (httpx.HTTPError, OSError, TimeoutError)
HTTP_PAUSE = 0.04
KAFKA_PAUSE = 0.1
AT_ONCE = 6
NO_ANSWER = 0
"""Stands among the statuses for a call without one."""
GIVES_UP = 0.3
"""How many of those without an answer are left as they are, and not sent again."""
CORRECTS = 0.05
"""How many of the officers' reports correct an earlier one."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is published of an intent, with the item as its key."""

    name: str
    item_id: str
    value: bytes | None
    headers: list[tuple[str, bytes]]


@dataclass
class Workload:
    """Work on a few items of one fault's own, at a pace that leaves two cores some air."""

    lab: Lab
    ledger: Ledger
    token: str
    prefix: str
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    versions: dict[str, int | None] = field(default_factory=dict)
    planners: Sequence[str] = ("planner-1", "planner-2")
    """Who is asked to change the plan."""
    compression: str | None = None
    """How an agency's system packs what it submits."""
    statuses: list[int] = field(default_factory=list)
    """Every HTTP status that was answered."""
    _to_correct: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By item the reports of officers that were accepted."""
    _chance: random.Random = field(default_factory=lambda: random.Random(20261124))
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _workers: list["asyncio.Task[None]"] = field(default_factory=list)
    _http: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    _client: AIOKafkaProducer | None = None

    async def plan(self, shapes: Sequence[Shape]) -> None:
        """New items; nobody reports on one before the tracker knows it."""
        today = self.lab.now().astimezone(ZONE).date()
        new = {body["item_id"]: body for body in bodies(self.prefix, list(shapes), today)}
        for item_id, body in new.items():
            await self._plan_version(item_id, 1, "post", "/api/v1/items", body)
        await until(lambda: self._tracked(new), 60, f"items of {self.prefix} in the tracker")
        self.items |= new
        for item_id, body in new.items():
            if (body["due"], body["start"]) == self._days(STEEP):
                await self.report(item_id, self._soon_critical(body))

    def _days(self, shape: Shape) -> tuple[str, str]:
        today = self.lab.now().astimezone(ZONE).date()
        return (
            (today + timedelta(days=shape.ends)).isoformat(),
            (today + timedelta(days=shape.begins)).isoformat(),
        )

    def _soon_critical(self, body: dict[str, Any]) -> float:
        at = self.lab.now() + timedelta(seconds=self._chance.uniform(2, 8))
        return percent_that_turns_critical(body, at)

    async def _tracked(self, item_ids: Iterable[str]) -> bool:
        wanted = list(item_ids)
        found = await self.lab.mongodb.find(
            "tracker", "items", {"_id": {"$in": wanted}}, {"_id": 1}
        )
        return len(found) == len(wanted)

    def start(self) -> None:
        """Begin; ends with `stop`."""
        work = [self._post, self._post, self._post, self._submit, self._revise]
        self._workers = [asyncio.create_task(self._for_ever(one)) for one in work]

    async def stop(self) -> None:
        """Let every worker finish what it has in hand."""
        self._stopping.set()
        await asyncio.gather(*self._workers)
        self._stopping.clear()

    async def run_for(self, seconds: float) -> None:
        """Work for a while."""
        self.start()
        await asyncio.sleep(seconds)
        await self.stop()

    async def _for_ever(self, work: Callable[[], Awaitable[None]]) -> None:
        while not self._stopping.is_set():
            await work()

    def body(self, item_id: str, percent: float | None = None) -> dict[str, Any]:
        """A report that nobody made before."""
        plan = self.items[item_id]
        today = self.lab.now().astimezone(ZONE).date()
        earliest = max(datetime.fromisoformat(plan["start"]).date(), today - timedelta(days=20))
        as_of = today - timedelta(days=self._chance.randrange((today - earliest).days + 1))
        if percent is None:
            percent = self._percent(plan)
        else:
            as_of = today
        return {
            "report_id": f"{self.prefix}-{uuid4().hex[:12]}",
            "as_of": as_of.isoformat(),
            "physical_percent": percent,
            "budget_realised": self._chance.randrange(10**9),
            "note": "",
            "obstacle": "",
            "follow_up": "",
        }

    def _percent(self, plan: dict[str, Any]) -> float:
        """Anything; now and then all of it, or what the clock will soon find too little."""
        dice = self._chance.random()
        if dice < 0.1:
            return 100.0
        return self._soon_critical(plan) if dice < 0.2 else round(self._chance.uniform(0, 99), 2)

    async def _post(self) -> None:
        item_id = self._chance.choice(list(self.items))
        corrects = ""
        if (sent := self._to_correct[item_id]) and self._chance.random() < CORRECTS:
            corrects = self._chance.choice(sent)
        name, outcome = await self.report(item_id, corrects=corrects)
        if outcome is Outcome.OK:
            sent.append(name)
        await asyncio.sleep(HTTP_PAUSE)

    async def report(
        self, item_id: str, percent: float | None = None, corrects: str = ""
    ) -> tuple[str, Outcome]:
        """One officer's report over HTTP; without an answer it is mostly sent again."""
        body = {**self.body(item_id, percent), "corrects": corrects}
        name = body["report_id"]
        self.ledger.intend(Intent("report", name, item_id, "http", body))
        outcome = await self._posted(item_id, body)
        while outcome is Outcome.UNKNOWN and not self._stopping.is_set():
            if self._chance.random() < GIVES_UP:
                break
            await asyncio.sleep(0.5)
            outcome = await self._posted(item_id, body)
        self.ledger.learn(name, outcome)
        return name, outcome

    async def _posted(self, item_id: str, body: dict[str, Any]) -> Outcome:
        replica = self._chance.choice(("tracker-1", "tracker-2"))
        return await self.call(replica, "post", f"/api/v1/items/{item_id}/reports", body)

    async def call(self, replica: str, method: str, path: str, body: Any) -> Outcome:
        """Ask a replica, and say what its answer means."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if replica not in self._http:
            self._http[replica] = httpx.AsyncClient(
                base_url=self.lab.url(replica), timeout=PATIENCE
            )
        try:
            answer = await self._http[replica].request(method, path, json=body, headers=headers)
        except TROUBLE:
            self.statuses.append(NO_ANSWER)
            return Outcome.UNKNOWN
        self.statuses.append(answer.status_code)
        if method != "post" and answer.status_code == HTTPStatus.CONFLICT:
            return Outcome.CONFLICT
        if answer.is_success:
            return Outcome.OK
        return Outcome.UNKNOWN if answer.status_code in {401, 429, 500, 503} else Outcome.REFUSED

    async def _revise(self) -> None:
        """A planner changes an item's budget, weight and now and then its due day."""
        item_id = self._chance.choice(list(self.items))
        version = self.versions[item_id] or await self._version(item_id)
        if version is None:
            await asyncio.sleep(0.5)
            return
        changed = {**self.items[item_id], "budget": self._chance.randrange(10**10)}
        changed["weight"] = self._chance.choice((1, 2, 3))
        body = {name: changed[name] for name in changed if name not in {"item_id", "region"}}
        path = f"/api/v1/items/{item_id}"
        await self._plan_version(item_id, version + 1, "put", path, {**body, "version": version})
        await asyncio.sleep(0.4)

    async def _plan_version(
        self, item_id: str, version: int, method: str, path: str, body: dict[str, Any]
    ) -> None:
        """Send it until it is answered: the same again is the same, and a 409 says it was done."""
        name = f"{item_id}/{version}"
        self.ledger.intend(Intent("plan", name, item_id, "http", body))
        for attempt in range(60):
            replica = self._chance.choice(self.planners)
            outcome = await self.call(replica, method, path, body)
            if outcome is Outcome.CONFLICT:
                outcome = Outcome.OK if attempt else Outcome.REFUSED
            if outcome is not Outcome.UNKNOWN:
                self.ledger.learn(name, outcome)
                self.versions[item_id] = version
                return
            if self._stopping.is_set() and attempt > 1:
                break
            await asyncio.sleep(0.5)
        self.versions[item_id] = None

    async def _version(self, item_id: str) -> int | None:
        """The version the planner has; None when it does not say."""
        with suppress(*TROUBLE):
            headers = {"Authorization": f"Bearer {self.token}"}
            client = self._http["planner-1"]
            answer = await client.get(f"/api/v1/items/{item_id}", headers=headers)
            if answer.is_success:
                return int(answer.json()["version"])
        return None

    async def _submit(self) -> None:
        """An agency's own system: some submissions at once, through the brokers' proxies."""
        chosen = self._chance.choices(list(self.items), k=AT_ONCE)
        await self.submit([(item_id, self.body(item_id)) for item_id in chosen])
        await asyncio.sleep(KAFKA_PAUSE)

    async def submit(self, reports: Sequence[tuple[str, dict[str, Any]]]) -> None:
        """Publish reports as progress.submitted.v1."""
        told = []
        for item_id, body in reports:
            name = body["report_id"]
            self.ledger.intend(Intent("report", name, item_id, "kafka", body))
            value, headers = self.submission(item_id, body), self.headers(name, item_id)
            told.append(Record(name, item_id, value, headers))
        await self.send(told)

    async def poison(self, records: Sequence[Record]) -> None:
        """Publish records that are no submissions, beside nothing that is lost with them."""
        for record in records:
            self.ledger.intend(Intent("poison", record.name, record.item_id, "kafka", {}))
        await self.send(records)

    def headers(self, report_id: str, item_id: str) -> list[tuple[str, bytes]]:
        """Those of a submission."""
        return event_headers(report_id, item_id, self.token)

    def submission(self, item_id: str, body: dict[str, Any]) -> bytes:
        """The value of the record that says so."""
        event = {
            **body,
            "item_id": item_id,
            "agency": self.items[item_id]["agency"],
            "submitted_at": self.lab.now().isoformat(),
            "submitted_by": "sistem",
        }
        return json.dumps(event).encode()

    async def send(self, records: Sequence["Record"]) -> None:
        """Publish them in their order, and note what the broker said of each."""
        try:
            producer = await self._producer()
        except (KafkaError, OSError):
            return
        futures = []
        for record in records:
            with suppress(KafkaError, OSError, TimeoutError):
                sending = producer.send(
                    ProgressSubmitted.topic,
                    key=record.item_id.encode(),
                    value=record.value,
                    headers=record.headers,
                )
                futures.append((record.name, await asyncio.wait_for(sending, 20)))
        for name, future in futures:
            try:
                place = await future
            except (KafkaError, OSError):
                await self._discard()
                continue
            self.ledger.places[name] = (place.partition, place.offset)
            self.ledger.learn(name, Outcome.OK)

    async def again(self, records: Sequence[Told]) -> None:
        """Publish records a second time, as they were but for their source."""
        producer = await self._producer()
        for one in records:
            headers = list({**one.headers, "ce_source": b"/uji"}.items())
            await producer.send_and_wait(
                one.topic, key=one.key.encode(), value=one.value, headers=headers
            )

    async def _producer(self) -> AIOKafkaProducer:
        if self._client is None:
            client = AIOKafkaProducer(
                bootstrap_servers=self.lab.kafka.for_services,
                acks="all",
                enable_idempotence=True,
                compression_type=self.compression,
                request_timeout_ms=6_000,
            )
            try:
                await client.start()
            except BaseException:
                await client.stop()
                raise
            self._client = client
        return self._client

    async def _discard(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await asyncio.wait([asyncio.ensure_future(client.stop())], timeout=3)

    async def close(self) -> None:
        """Let go of the broker and the services."""
        await self._discard()
        await asyncio.gather(*(client.aclose() for client in self._http.values()))
