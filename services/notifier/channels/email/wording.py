"""The sentences of the mails, in Indonesian. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from contracts import StatusChanged
from contracts.wording import KINDS, PILLARS, SMART_PILLARS
from contracts.words import ContactRole, Status
from notifier.alerting.policy import Message
from notifier.channels.email.address import one_line

COLOURS: Final = {"late": "#b3261e", "critical": "#a14a00", "done": "#1b6e3c"}
ASKS: Final[Mapping[str, Mapping[ContactRole, tuple[str, ...]]]] = {
    "late": {
        ContactRole.OFFICER: (
            "Kirim laporan kemajuan terbaru, lengkap dengan kendala dan tindak lanjutnya.",
            "Siapkan usulan tanggal penyelesaian yang dapat dipenuhi.",
        ),
        ContactRole.VERIFIER: (
            "Pastikan laporan terakhir sudah sesuai dengan keadaan di lapangan.",
            "Sepakati langkah percepatan dengan pelaksana kegiatan.",
        ),
        ContactRole.HEAD: (
            "Pastikan laporan kemajuan terakhir sudah masuk, lengkap dengan kendala dan "
            "tindak lanjutnya.",
            "Tetapkan tanggal penyelesaian yang baru bersama Tim Pelaksana.",
        ),
        ContactRole.DELIVERY_TEAM: (
            "Hubungi perangkat daerah penanggung jawab mengenai kendala dan tindak lanjutnya.",
            "Sampaikan kepada Dewan Smart City bila tanggal penyelesaian belum ada.",
        ),
    },
    "critical": {
        ContactRole.OFFICER: (
            "Kirim laporan kemajuan terbaru bila pekerjaan sudah lebih maju daripada yang "
            "tercatat.",
            "Tuliskan kendala dan tindak lanjut dalam laporan itu.",
        ),
        ContactRole.VERIFIER: (
            "Periksa apakah laporan terakhir sudah sesuai dengan keadaan di lapangan.",
            "Sepakati langkah percepatan dengan pelaksana kegiatan.",
        ),
        ContactRole.HEAD: (
            "Minta penjelasan tentang kendala dan tindak lanjut dari pelaksana kegiatan.",
            "Putuskan langkah percepatan sebelum tenggat terlewati.",
        ),
        ContactRole.DELIVERY_TEAM: (
            "Tanyakan kebutuhan dukungan kepada perangkat daerah penanggung jawab.",
        ),
    },
    "done": {},
}
TITLE_IN_SUBJECT = 56


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of one mail; `rows` are the facts, `asks` what the reader is asked to do."""

    subject: str
    label: str
    colour: str
    lead: str
    rows: tuple[tuple[str, str], ...]
    asks: tuple[str, ...]


def word(
    message: Message, facts: StatusChanged, agency_name: str, role: ContactRole, now: datetime
) -> Wording:
    """The sentences of one message to one office, as of `now`."""
    kind = KINDS[facts.kind]
    how_far, label, lead = _gist(message, facts, kind, now)
    tag = {"late": "TERLAMBAT", "critical": "KRITIS", "done": "SELESAI"}[message]
    return Wording(
        subject=f"[{tag}] {_short(one_line(facts.title))} - {how_far}",
        label=label,
        colour=COLOURS[message],
        lead=lead,
        rows=_rows(message, facts, kind, one_line(agency_name)),
        asks=ASKS[message].get(role, ()),
    )


def _gist(message: Message, facts: StatusChanged, kind: str, now: datetime) -> tuple[str, str, str]:
    """How far off the item is, the headline, and the first sentence."""
    if message == "late":
        days = days_past_due(facts, now)
        return (
            f"{days} hari lewat tenggat",
            f"TERLAMBAT {days} HARI",
            f"{kind} di atas telah {days} hari melewati tenggat dan belum selesai.",
        )
    if message == "critical":
        points = number(max(-facts.deviation, 0.0))
        return (
            f"{points} poin di bawah rencana",
            f"KRITIS: {points} POIN DI BAWAH RENCANA",
            f"Kemajuan {kind.lower()} di atas tertinggal {points} poin persen dari rencana dan "
            "terancam tidak selesai pada waktunya.",
        )
    over = max((facts.done_at - facts.due).days, 0) if facts.done_at else 0
    how = f"{over} hari lewat tenggat" if over else "tepat waktu"
    when = f" pada {long_date(facts.done_at)}" if facts.done_at else ""
    return (
        f"selesai {how}",
        "SELESAI",
        f"{kind} di atas telah selesai{when}, {how}. Peringatan yang kami kirim sebelumnya "
        "kami tutup; tidak ada lagi yang perlu dilakukan.",
    )


def _rows(
    message: Message, facts: StatusChanged, kind: str, agency_name: str
) -> tuple[tuple[str, str], ...]:
    progress = f"{number(facts.actual_percent)} %"
    if message != "done":
        progress += f" dari rencana {number(facts.planned_percent)} %"
    reported = (
        f"posisi {long_date(facts.last_report)}" if facts.last_report else "belum ada laporan"
    )
    return (
        ("Kode", facts.item_id),
        ("Jenis", kind),
        ("Pilar", f"{PILLARS[facts.pillar]} ({SMART_PILLARS[facts.pillar]})"),
        ("Perangkat daerah", agency_name),
        ("Tenggat", long_date(facts.due)),
        ("Kemajuan", progress),
        ("Laporan terakhir", reported),
    )


def long_date(day: date) -> str:
    """31 Desember 2026."""
    return format_date(day, "d MMMM y", locale="id")


def number(value: float) -> str:
    """At most one decimal, after a comma."""
    return format_decimal(round(value, 1), "#,##0.#", locale="id")


def days_past_due(facts: StatusChanged, now: datetime) -> int:
    """Days since the due day, counted in the region's own days.

    A late item is late by one day at least: it became late when its due day ended.
    """
    days = (now.astimezone(ZoneInfo(facts.time_zone)).date() - facts.due).days
    return max(days, 1 if facts.to_status is Status.LATE else 0)


def _short(title: str) -> str:
    """As many whole words as fit into a subject together with the delay."""
    if len(title) <= TITLE_IN_SUBJECT:
        return title
    cut = title[: TITLE_IN_SUBJECT - 1]
    whole = cut.rpartition(" ")[0]
    return f"{whole if len(whole) > TITLE_IN_SUBJECT // 2 else cut}…"
