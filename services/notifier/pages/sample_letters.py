"""Every message that can be sent, written of made-up facts by who writes the real ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.headerregistry import Address
from zoneinfo import ZoneInfo

from chassis.text import Text
from contracts.words import Kind, Pillar, Status
from notifier.alerting.facts import Facts
from notifier.channels.email.letter import Letter, Notice
from notifier.channels.email.message import write
from notifier.delivery.delivery import Delivery, new_delivery
from notifier.delivery.writing import monday_to_friday
from notifier.directory.offices import Office
from notifier.pages.message_samples import Sample

DAY = timedelta(days=1)
TIME_ZONE = "Asia/Makassar"
AGENCY, AGENCY_NAME = "DLHK", "Dinas Lingkungan Hidup dan Kehutanan"
TITLES: Mapping[str, Text] = {
    "late": Text("Lewat tenggat", "Past its due day"),
    "critical": Text("Kritis", "Critical"),
    "due_soon": Text("Mendekati tenggat", "Due soon"),
    "decision_overdue": Text("Keputusan dewan lewat batas waktu", "Council's decision overdue"),
    "window_closing": Text("Masa lapor hampir ditutup", "Reporting window about to close"),
    "window_closed": Text("Masa lapor ditutup tanpa laporan", "Window closed without a report"),
    "no_progress": Text("Kemajuan tidak bertambah", "No progress"),
    "fell": Text("Kemajuan turun", "Progress fell"),
    "scissors": Text("Fisik dan serapan berjauhan", "Physical progress and money far apart"),
    "done_without_evidence": Text("Selesai tanpa bukti", "Done without evidence"),
    "done": Text("Berakhir: selesai", "End: done"),
    "recovered": Text("Berakhir: membaik", "End: recovered"),
    "cancelled": Text("Berakhir: dibatalkan", "End: cancelled"),
    "moved": Text("Berakhir: tenggat berubah", "End: due day moved"),
    "handed_over": Text("Berakhir: penanggung jawab berganti", "End: another agency"),
}
"""By message of one notice."""
MANY = ("late", "critical", "window_closed", "scissors")
ENDS = frozenset({"done", "recovered", "cancelled", "moved", "handed_over"})


@dataclass(frozen=True, slots=True)
class SampleLetters:
    """Writes the samples as of `now`; `portal` is what links begin with."""

    sender: Address
    portal: str

    def at(self, now: datetime) -> Sequence[Sample]:
        """The samples, one notice each, then several in one message, then a digest."""
        alone = [
            Sample(name, title, self._mail((self._notice(name, now),), now))
            for name, title in TITLES.items()
        ]
        many = tuple(self._notice(name, now, number) for number, name in enumerate(MANY))
        together = Text("Beberapa dalam satu pesan", "Several in one message")
        digest = Text("Ringkasan harian", "Daily digest")
        return [
            *alone,
            Sample("gabungan", together, self._mail(many, now)),
            Sample("ringkasan", digest, self._mail(many, now, is_digest=True)),
        ]

    def _mail(
        self, notices: tuple[Notice, ...], now: datetime, *, is_digest: bool = False
    ) -> bytes:
        letter = Letter(
            notices=notices,
            portal=self.portal,
            all_alerts=f"{self.portal.rstrip('/')}/peringatan/",
            now=now,
            key=notices[0].delivery.key,
            message_id=notices[0].delivery.message_id,
            is_digest=is_digest,
            working_days_left=monday_to_friday,
        )
        return write(letter, self.sender).mail

    def _notice(self, message: str, now: datetime, number: int = 0) -> Notice:
        subject = _subject(message, now, number)
        ends = message in ENDS
        first = _delivery("late", subject, now - 9 * DAY, self.sender.domain)
        first = replace(first, said_due=subject.due - 30 * DAY)
        return Notice(
            delivery=_delivery(message, subject, now, self.sender.domain, ends=ends),
            subject=subject,
            agency_name=AGENCY_NAME if message != "handed_over" else "Dinas Pekerjaan Umum",
            respond=None if ends else f"{self.portal.rstrip('/')}/peringatan/contoh",
            before=first if ends else None,
        )


def _delivery(
    message: str, subject: Facts, now: datetime, domain: str, *, ends: bool = False
) -> Delivery:
    return new_delivery(
        alert_id=f"{message}:{subject.item_id}:1",
        rule=message,
        item_id=subject.item_id,
        region=subject.region,
        agency=AGENCY,
        episode=1,
        step="closed" if ends else "1",
        message=message,
        office=Office.HEAD.value,
        name=f"Kepala {AGENCY_NAME}",
        email="kepala@opd.example",
        counts_from=now,
        send_at=now,
        now=now,
        domain=domain,
    )


def _subject(message: str, now: datetime, number: int) -> Facts:
    today = now.astimezone(ZoneInfo(TIME_ZONE)).date()
    subject = Facts(
        item_id=f"CONTOH-{number + 1:02}",
        title="Penanaman mangrove di pesisir" if not number else f"Rencana contoh {number + 1}",
        region="contoh",
        agency="PUPR" if message == "handed_over" else AGENCY,
        time_zone=TIME_ZONE,
        due=_due(message, today),
        kind=Kind.QUICK_WIN,
        pillar=Pillar.ENVIRONMENT,
        to_status=_status(message),
        planned_percent=100.0 if message in {"late", "done"} else 80.0,
        actual_percent=100.0 if message.startswith("done") else 55.0,
        deviation=-45.0 if message == "late" else -25.0,
        last_report=today - 12 * DAY,
        reports=3,
        done_at=today - DAY if message.startswith("done") else None,
        budget=1_250_000_000,
        spent=1_000_000_000,
        period=f"{today.year}-M{today.month}",
        last_day=today + 2 * DAY,
    )
    if message != "decision_overdue":
        return subject
    decision = "Pengadaan bibit diulang dengan e-katalog"
    return replace(subject, item_id="decision/contoh", title=decision, decision=decision, kind=None)


def _due(message: str, today: date) -> date:
    if message in {"late", "decision_overdue"}:
        return today - 9 * DAY
    return today + (5 if message == "due_soon" else 20) * DAY


def _status(message: str) -> Status:
    if message == "late":
        return Status.LATE
    return Status.DONE if message.startswith("done") else Status.CRITICAL
