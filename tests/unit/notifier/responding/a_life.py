"""An episode as the core keeps it, and what answers and tells of it, in memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from chassis.text import Text
from contracts.words import Kind
from notifier.alerting.alert import Alert, Answer, Pause, Taken
from notifier.alerting.answering import (
    AlreadyClosed,
    By,
    NotAllowed,
    NotValid,
    may_answer,
    may_silence,
)
from notifier.alerting.facts import Facts
from notifier.delivery.delivery import Delivery, State, new_delivery
from notifier.directory.offices import Office

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
LAST = date(2026, 12, 14)
"""Ten working days after `NOW`."""


FACTS = Facts(
    item_id="KKR-QW-ENV-01",
    title="Penanaman mangrove di Muara Badak",
    region="kukar",
    agency="DLHK",
    time_zone="Asia/Makassar",
    due=date(2026, 11, 20),
    kind=Kind.QUICK_WIN,
)
FIRST_STEP = Taken("1", NOW - timedelta(days=9), (Office.OFFICER, Office.HEAD), (Office.VERIFIER,))
LATE = Alert(
    rule="late",
    item_id="KKR-QW-ENV-01",
    episode=7,
    facts=FACTS,
    agency="DLHK",
    region="kukar",
    opened_at=NOW - timedelta(days=9),
    noticed_at=NOW - timedelta(days=9),
    since=NOW - timedelta(days=9, hours=9),
    first_due=date(2026, 11, 20),
    counts_from=NOW - timedelta(days=9),
    taken=(FIRST_STEP,),
    next_step="2",
    next_at=NOW + timedelta(days=1),
)


def delivery(alert: Alert, office: Office, email: str, **more: object) -> Delivery:
    one = new_delivery(
        alert_id=alert.id,
        rule=alert.rule,
        item_id=alert.item_id,
        region=alert.region,
        agency=alert.agency,
        episode=alert.episode,
        step="1",
        message="late",
        office=office.value,
        name="Kepala DLHK",
        email=email,
        counts_from=alert.opened_at,
        send_at=alert.opened_at,
        now=alert.opened_at,
        domain="aksi.example",
    )
    sent = {"state": State.SENT, "attempts": 1, "sent_at": alert.opened_at}
    return replace(one, **{**sent, **more})  # type: ignore[arg-type]


@dataclass
class Life:
    """Episodes, deliveries and holders; answers take effect at once."""

    episodes: dict[str, Alert] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)
    holders: dict[Office, set[str]] = field(default_factory=dict)
    given: list[tuple[str, By]] = field(default_factory=list)
    now: datetime = NOW

    async def alert(self, alert_id: str) -> Alert | None:
        return self.episodes.get(alert_id)

    async def of_alerts(self, alert_ids: Collection[str]) -> Sequence[Delivery]:
        return [one for one in self.deliveries if one.alert in alert_ids]

    async def mailboxes(self, office: Office, agency: str, region: str) -> Collection[str]:
        return self.holders.get(office, set())

    async def acknowledge(
        self, alert_id: str, by: By, until: date | None = None, words: str = ""
    ) -> Alert:
        if until is not None and not self.now.date() <= until <= LAST:
            raise NotValid(Text("Pilih hari sampai 14-12-2026.", "Choose a day."), "until")
        return self._answer(
            alert_id, by, Pause(Answer.ACKNOWLEDGED, by.name, self.now, until or LAST, words)
        )

    async def silence(self, alert_id: str, by: By, until: date, words: str) -> Alert:
        if not may_silence(self.episodes[alert_id], by):
            raise NotAllowed(Text("Tidak boleh.", "Not allowed."))
        if not words:
            raise NotValid(Text("Tuliskan alasannya.", "Write why."), "words")
        return self._answer(alert_id, by, Pause(Answer.SILENCED, by.name, self.now, until, words))

    async def hand_over(self, alert_id: str, by: By, office: Office, words: str) -> Alert:
        if not words:
            raise NotValid(Text("Tuliskan alasannya.", "Write why."), "words")
        pause = Pause(Answer.HANDED_OVER, by.name, self.now, LAST, words, office)
        return self._answer(alert_id, by, pause)

    def _answer(self, alert_id: str, by: By, pause: Pause) -> Alert:
        episode = self.episodes[alert_id]
        if not episode.open:
            raise AlreadyClosed
        if not may_answer(episode, by):
            raise NotAllowed(Text("Tidak boleh.", "Not allowed."))
        self.given.append((pause.answer, by))
        answered = replace(episode, pauses=(*episode.pauses, pause))
        self.episodes[alert_id] = answered
        return answered
