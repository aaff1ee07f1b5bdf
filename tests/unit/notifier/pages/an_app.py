"""The notifier's pages over what a test gives them, in memory: no database, no broker, no mail."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from pathlib import Path
from typing import Any, cast

import httpx
import yaml
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from chassis.audit.entry import Deed
from chassis.audit.trail import Trail
from chassis.auth.auth import Auth
from chassis.auth.refused import session_ended
from chassis.clock import FixedClock
from chassis.http.answers import answer_problems, show_problems_by
from chassis.http.edge import Edge
from chassis.metrics import ChassisMetrics
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.query import ScopedQuery
from chassis.text import Text
from chassis.web.pages import Pages
from chassis.web.session import COOKIE, form_key
from chassis.web.site import Site
from contracts import AgencyPublished
from contracts.account import Account, Role, Scope
from contracts.words import Contact, ContactRole, HigherContact
from notifier.alerting.alert import Alert, Pause
from notifier.alerting.ledger import Entry, What
from notifier.channels.channel import Connection, NotHandedOver, Written
from notifier.channels.named import NamedChannels
from notifier.channels.preferences.service import Preferences
from notifier.directory.offices import Office
from notifier.ledger.query import LedgerQuery
from notifier.pages import (
    post_answer,
    post_channels,
    post_test_message,
    show_alerts,
    show_ledger,
    show_policy,
    show_response,
    show_samples,
)
from notifier.pages.alert_pages import AlertPages
from notifier.pages.channel_pages import ChannelPages
from notifier.pages.message_samples import Sample
from notifier.pages.sample_letters import SampleLetters
from notifier.pages.sources import EpisodeQuery, Place, PolicyDocument
from notifier.responding.link import new_secret
from notifier.responding.links import Links
from notifier.responding.repository import SecretRepository
from notifier.responding.service import Responding
from notifier.test_messages.service import TestMessages
from tests.unit.notifier.channels.preferences.test_service import (
    MemoryPreferences,
    MemoryWorldDatabase,
)
from tests.unit.notifier.channels.test_named import Makes
from tests.unit.notifier.responding.a_life import NOW, Life

ZONE = "Asia/Makassar"
SITE = dict.fromkeys(("/rencana", "/kemajuan", "/publik", "/peringatan"), "")
ACCOUNTS = {
    "admin": Account(username="admin.kukar", role=Role.ADMIN),
    "planner": Account(username="bappeda", role=Role.PLANNER, region="kukar"),
    "council": Account(username="dewan", role=Role.COUNCIL, region="kukar"),
    "head": Account(username="kepala.dlhk", role=Role.HEAD, agency="DLHK", region="kukar"),
    "officer": Account(username="pptk.dlhk", role=Role.OFFICER, agency="DLHK", region="kukar"),
    "other": Account(username="kepala.dinkes", role=Role.HEAD, agency="DINKES", region="kukar"),
    "far": Account(username="bappeda.jauh", role=Role.PLANNER, region="jauh"),
}
AGENCIES = (
    AgencyPublished(
        agency="BAPPEDA",
        version=1,
        region="kukar",
        name="Badan Perencanaan Pembangunan Daerah",
        contacts=(
            Contact(
                role=ContactRole.DELIVERY_TEAM, name="Tim Pelaksana", email="tim@bappeda.example"
            ),
        ),
        higher_contacts=(
            HigherContact(role="secretary", name="Sekretaris Daerah", email="sekda@kukar.example"),
        ),
    ),
    AgencyPublished(
        agency="DINKES",
        version=1,
        region="kukar",
        name="Dinas Kesehatan",
        contacts=(
            Contact(role=ContactRole.HEAD, name="Kepala Dinkes", email="kepala@dinkes.example"),
        ),
    ),
    AgencyPublished(
        agency="DLHK",
        version=1,
        region="kukar",
        name="Dinas Lingkungan Hidup dan Kehutanan",
        contacts=(
            Contact(role=ContactRole.OFFICER, name="PPTK DLHK", email="pptk@dlhk.example"),
            Contact(role=ContactRole.HEAD, name="Kepala DLHK", email="kepala@dlhk.example"),
        ),
    ),
    AgencyPublished(agency="OPD-JAUH", version=1, region="jauh", name="Dinas di daerah lain"),
)


def policy() -> PolicyDocument:
    """Kukar's own."""
    document: PolicyDocument = yaml.safe_load(Path("deploy/policies/kukar.yml").read_text())
    return document


def _matches(row: object, query: ScopedQuery) -> bool:
    def of(name: str) -> object:
        if name == "state":
            return "open" if cast(Alert, row).open else "closed"
        if name == "offices" and isinstance(row, Alert):
            return {office for one in row.taken for office in one.offices}
        return getattr(row, name)

    for name, wanted in query.equalities():
        value = of(name)
        if wanted not in value if isinstance(value, set | tuple) else value != wanted:
            return False
    return True


@dataclass
class World(Life):
    """What there is, and what was done."""

    entries: list[Entry] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    mails: list[tuple[Written, str]] = field(default_factory=list)
    refusal: str = ""
    at_work: Collection[str] = ("DINKES", "DLHK", "OPD-JAUH")
    """The agencies that are responsible for something."""
    keep: timedelta = timedelta(days=5 * 365)
    chosen: MemoryPreferences = field(default_factory=lambda: MemoryPreferences(AGENCIES))
    channels_file: Path | None = None

    def has(self, *episodes: Alert) -> None:
        self.episodes.update({one.id: one for one in episodes})

    async def page(
        self,
        query: EpisodeQuery,
        before: Place | None,
        limit: int,
        *,
        rules: Collection[str] | None = None,
        but: Collection[str] = (),
    ) -> Sequence[Alert]:
        found = [
            one
            for one in self.episodes.values()
            if _matches(one, query) and (rules is None or one.rule in rules) and one.rule not in but
        ]
        found.sort(key=lambda one: (one.opened_at, one.id), reverse=True)
        if before:
            found = [one for one in found if (one.opened_at, one.id) < before]
        return found[:limit]

    async def name(self, agency: str) -> str:
        return next((one.name for one in AGENCIES if one.agency == agency), agency)

    async def responsible(self, scope: Scope) -> Collection[str]:
        return [
            one.agency
            for one in AGENCIES
            if one.agency in self.at_work and scope.covers(region=one.region, agency=one.agency)
        ]

    async def within(self, scope: Scope) -> Sequence[AgencyPublished]:
        return [
            one
            for one in AGENCIES
            if scope.region in {None, one.region}
            and (
                scope.agency in {None, one.agency}
                or bool(one.higher_contacts)
                or any(c.role is ContactRole.DELIVERY_TEAM for c in one.contacts)
            )
        ]

    def _answer(self, alert_id: str, by: Any, pause: Pause) -> Alert:
        answered = super()._answer(alert_id, by, pause)
        offices = (pause.office,) if pause.office else ()
        self.entries.append(
            entry(
                answered,
                pause.answer,
                by=pause.by,
                at=self.now,
                until=pause.until,
                words=pause.words,
                offices=offices,
            )
        )
        return answered


def entry(episode: Alert, what: str, number: int = 1, **more: Any) -> Entry:
    at = more.pop("at", NOW - timedelta(days=9))
    return Entry(
        alert=episode.id,
        number=number,
        rule=episode.rule,
        item_id=episode.item_id,
        title=episode.facts.title,
        agency=episode.agency,
        region=episode.region,
        at=at,
        what=What(what),
        **more,
    )


@dataclass
class MemoryLedger:
    world: World

    @property
    def keep(self) -> timedelta:
        return self.world.keep

    async def page(
        self,
        query: LedgerQuery,
        before: Place | None,
        limit: int,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[Entry]:
        found = [
            one
            for one in self.world.entries
            if _matches(one, query)
            and (since is None or one.at >= since)
            and (until is None or one.at < until)
            and (before is None or (one.at, one.key) < before)
        ]
        return sorted(found, key=lambda one: (one.at, one.key), reverse=True)[:limit]

    def add(self, unit: UnitOfWork, entries: Iterable[Entry]) -> None:
        self.world.entries += entries


@dataclass
class MemoryTrail:
    world: World

    def put(self, unit: UnitOfWork, *deeds: Deed) -> None:
        self.world.deeds += deeds

    async def record(self, *deeds: Deed) -> None:
        self.world.deeds += deeds


class NoDatabase:
    async def transaction(self, work: Any) -> Any:
        return await work(None)


@dataclass
class MemorySender:
    world: World

    def connection(self) -> Connection:
        return self

    async def hand_over(self, written: Written, address: str) -> None:
        if self.world.refusal:
            raise NotHandedOver(self.world.refusal, final=True)
        self.world.mails.append((written, address))

    async def close(self) -> None:
        return


class SessionsOnly:
    """Whoever's name is in the cookie."""

    async def of_session(self, token: str) -> Account:
        if token not in ACCOUNTS:
            raise session_ended()
        return ACCOUNTS[token]


class OneSecret:
    def __init__(self) -> None:
        self._secret = new_secret()

    async def secret(self) -> bytes:
        return self._secret


def samples() -> Sequence[Sample]:
    letters = SampleLetters(Address("Rencana Aksi", "aksi", "kukar.example"), "http://aksi")
    return [
        *letters.at(NOW),
        Sample("surat", Text("Hanya teks", "Text only"), b"Subject: x\r\n\r\nHanya teks\r\n"),
    ]


@dataclass(frozen=True)
class Served:
    """The app and what it stands on."""

    app: FastAPI
    world: World
    links: Links
    clock: FixedClock

    def client(self, who: str | None = None, **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        cookies = {COOKIE: who} if who else None
        return httpx.AsyncClient(
            transport=transport,
            base_url="http://aksi",
            cookies=cookies,
            headers={"Accept": "text/html", **headers},
        )


async def served(world: World) -> Served:
    clock = FixedClock(world.now)
    auth = cast(Auth, SessionsOnly())
    pages = Pages(prefix="/peringatan", site=Site(SITE), auth=auth, packages=["notifier.pages"])
    ledger, trail = MemoryLedger(world), cast(Trail, MemoryTrail(world))
    alert_pages = AlertPages(
        pages,
        episodes=world,
        deliveries=world,
        ledger=ledger,
        agencies=world,
        policy=policy,
        answers=world,
        clock=clock,
        zone=ZONE,
    )
    links = Links(cast(SecretRepository, OneSecret()), clock, "http://aksi")
    await links.prepare()
    responding = Responding(
        links=links,
        episodes=world,
        deliveries=world,
        mailboxes=world.mailboxes,
        answers=world,
        clock=clock,
    )
    messages = TestMessages(
        database=cast(Database, NoDatabase()),
        ledger=ledger,
        trail=trail,
        sender=MemorySender(world),
        mail_from=Address("Rencana Aksi", "aksi", "kukar.example"),
        clock=clock,
        zone=ZONE,
    )
    channels = Preferences(
        database=MemoryWorldDatabase(),
        rows=world.chosen,
        named=NamedChannels(world.channels_file, Makes()),
        trail=trail,
        clock=clock,
    )
    app = FastAPI()
    answer_problems(app)
    app.add_middleware(
        Edge, metrics=ChassisMetrics(CollectorRegistry()), file_bytes=1_000, files_bytes=1_000
    )
    for router in (
        show_response.routes(
            pages, responding, lambda: policy()["acknowledged_working_days"], world.name
        ),
        show_ledger.routes(alert_pages, ledger, trail),
        show_policy.routes(alert_pages),
        show_samples.routes(alert_pages, samples),
        post_test_message.routes(alert_pages, messages, ledger),
        post_channels.routes(ChannelPages(alert_pages, channels)),
        show_alerts.routes(alert_pages),
        post_answer.routes(alert_pages),
        pages.static_routes(),
    ):
        app.include_router(router)
    show_problems_by(app, pages.problem)
    return Served(app, world, links, clock)


def form(who: str, **values: str) -> Mapping[str, str]:
    return {"csrf": form_key(who), **values}


def at(day: int, hour: int = 2) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def a_world(*episodes: Alert, offices: Collection[Office] = ()) -> World:
    world = World()
    world.has(*episodes)
    return world
