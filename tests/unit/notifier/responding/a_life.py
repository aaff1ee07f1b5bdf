"""An episode as the core keeps it, and what answers and tells of it, in memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from chassis.text import Text
from contracts.words import ContactRole, Kind
from notifier.alerting.answering import (
    AlreadyClosed,
    By,
    NotAllowed,
    NotValid,
    may_answer,
    may_silence,
)
from notifier.delivery.delivery import Delivery, State
from notifier.directory.offices import Office

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
LAST = date(2026, 12, 14)
"""Ten working days after `NOW`."""


@dataclass(frozen=True)
class Facts:
    item_id: str = "KKR-QW-ENV-01"
    title: str = "Penanaman mangrove di Muara Badak"
    agency: str = "DLHK"
    region: str = "kukar"
    time_zone: str = "Asia/Makassar"
    due: date = date(2026, 11, 20)
    kind: Kind | None = Kind.QUICK_WIN
    decision: str | None = None
    decided_item: str | None = None


@dataclass(frozen=True)
class Pause:
    answer: str
    by: str
    at: datetime
    until: date
    words: str = ""
    office: Office | None = None


@dataclass(frozen=True)
class Taken:
    step: str
    at: datetime
    offices: tuple[Office, ...]
    vacant: tuple[Office, ...] = ()


@dataclass(frozen=True)
class AnEpisode:
    rule: str = "late"
    item_id: str = "KKR-QW-ENV-01"
    number: int = 7
    facts: Facts = Facts()
    agency: str = "DLHK"
    region: str = "kukar"
    opened_at: datetime = NOW - timedelta(days=9)
    since: datetime = NOW - timedelta(days=9, hours=9)
    taken: tuple[Taken, ...] = (
        Taken(
            "1",
            NOW - timedelta(days=9),
            (Office.OFFICER, Office.HEAD),
            (Office.VERIFIER,),
        ),
    )
    pauses: tuple[Pause, ...] = ()
    closed_at: datetime | None = None
    close_reason: str | None = None
    next_step: str | None = "2"
    next_at: datetime | None = NOW + timedelta(days=1)

    @property
    def id(self) -> str:
        return f"{self.rule}:{self.item_id}:{self.number}"

    @property
    def open(self) -> bool:
        return self.close_reason is None

    @property
    def vacant(self) -> tuple[Office, ...]:
        return tuple(one for taken in self.taken for one in taken.vacant)


def delivery(episode: AnEpisode, office: Office, email: str, **more: object) -> Delivery:
    one = Delivery(
        key=f"{episode.id}:1:mail:{email}",
        alert=episode.id,
        rule=episode.rule,
        item_id=episode.item_id,
        region=episode.region,
        agency=episode.agency,
        episode=episode.number,
        step="1",
        message="late",
        role=ContactRole(office.value),
        recipient=email,
        name="Kepala DLHK",
        message_id="<1@aksi.example>",
        created_at=NOW - timedelta(days=9),
        counts_from=NOW - timedelta(days=9),
        next_at=NOW - timedelta(days=9),
        state=State.SENT,
        attempts=1,
        sent_at=NOW - timedelta(days=9),
    )
    return replace(one, **more)  # type: ignore[arg-type]


@dataclass
class Life:
    """Episodes, deliveries and holders; answers take effect at once."""

    episodes: dict[str, AnEpisode] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)
    holders: dict[Office, set[str]] = field(default_factory=dict)
    given: list[tuple[str, By]] = field(default_factory=list)
    now: datetime = NOW

    async def alert(self, alert_id: str) -> AnEpisode | None:
        return self.episodes.get(alert_id)

    async def of_alerts(self, alert_ids: Collection[str]) -> Sequence[Delivery]:
        return [one for one in self.deliveries if one.alert in alert_ids]

    async def mailboxes(self, office: Office, agency: str, region: str) -> Collection[str]:
        return self.holders.get(office, set())

    async def acknowledge(
        self, alert_id: str, by: By, until: date | None = None, words: str = ""
    ) -> AnEpisode:
        if until is not None and not self.now.date() <= until <= LAST:
            raise NotValid(Text("Pilih hari sampai 14-12-2026.", "Choose a day."), "until")
        return self._answer(
            alert_id, by, Pause("acknowledged", by.name, self.now, until or LAST, words)
        )

    async def silence(self, alert_id: str, by: By, until: date, words: str) -> AnEpisode:
        if not may_silence(self.episodes[alert_id], by):
            raise NotAllowed(Text("Tidak boleh.", "Not allowed."))
        if not words:
            raise NotValid(Text("Tuliskan alasannya.", "Write why."), "words")
        return self._answer(alert_id, by, Pause("silenced", by.name, self.now, until, words))

    async def hand_over(self, alert_id: str, by: By, office: Office, words: str) -> AnEpisode:
        if not words:
            raise NotValid(Text("Tuliskan alasannya.", "Write why."), "words")
        pause = Pause("handed_over", by.name, self.now, LAST, words, office)
        return self._answer(alert_id, by, pause)

    def _answer(self, alert_id: str, by: By, pause: Pause) -> AnEpisode:
        episode = self.episodes[alert_id]
        if not episode.open:
            raise AlreadyClosed
        if not may_answer(episode, by):
            raise NotAllowed(Text("Tidak boleh.", "Not allowed."))
        self.given.append((pause.answer, by))
        answered = replace(episode, pauses=(*episode.pauses, pause))
        self.episodes[alert_id] = answered
        return answered
