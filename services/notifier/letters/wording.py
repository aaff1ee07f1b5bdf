"""The sentences of a letter in a mail, in Indonesian. Pure."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from chassis.web import figures
from contracts import CouncilLetter
from contracts.calendar import Period
from contracts.council_letter import LetterChange, LetterDate, LetterDateKind, LetterSums
from contracts.wording import period_name
from contracts.words import Status
from notifier.channels.email.address import one_line

BECAME: Mapping[LetterChange, str] = {
    "late": "Menjadi terlambat",
    "critical": "Menjadi kritis",
    "behind": "Menjadi tertinggal",
    "recovered": "Pulih",
    "done": "Selesai",
    "cancelled": "Dibatalkan",
    "new": "Rencana aksi baru",
}
DATES: Mapping[LetterDateKind, str] = {
    "step": "",
    "period_ends": "Akhir periode ",
    "on_time_until": "Batas tepat waktu laporan ",
    "open_until": "Batas terakhir laporan ",
    "quick_win_due": "Batas quick win ",
}
COLOURS: Mapping[Status | None, str] = {
    Status.CRITICAL: "#b3261e",
    Status.BEHIND: "#8a5a00",
    Status.ON_TRACK: "#1b6e3c",
}
PLAIN_COLOUR = "#51606f"


def on_plan(letter: CouncilLetter) -> str:
    """Whether all together is on plan, in the words of the council's page."""
    said, gap = [], letter.total.gap
    if not letter.total.actual_percent:
        said.append("Belum ada laporan yang dihitung.")
    elif letter.verdict is Status.ON_TRACK:
        said.append("Ya, menurut laporan yang dihitung.")
    elif letter.verdict is not None:
        said.append(f"Belum: {points_behind(gap)} poin di belakang rencana.")
    if late := letter.quick_wins.count(Status.LATE):
        said.append(f"{late} quick win terlambat.")
    if letter.total.actual_percent:
        signed = percent(letter.belief.signed_percent)
        said.append(f"{signed} dari capaian itu sudah ditandatangani kepala perangkat daerahnya.")
    return " ".join(said)


def subject(letter: CouncilLetter) -> str:
    """Region, day, and what matters most; the rest of a long one is cut by readers."""
    day = figures.day(local_day(letter), "id")
    told = f"[SURAT DEWAN] {one_line(letter.region_name)}, {day}: {_in_short(letter)}"
    late = letter.quick_wins.count(Status.LATE)
    return f"{told}, {late} quick win terlambat" if late else told


def _in_short(letter: CouncilLetter) -> str:
    if not letter.total.actual_percent or letter.verdict is None:
        return "belum ada laporan yang dihitung"
    if letter.verdict is Status.ON_TRACK:
        return "sesuai rencana"
    return f"{points_behind(letter.total.gap)} poin di belakang rencana"


def points_behind(gap: float | None) -> str:
    """How far behind, without a sign."""
    return figures.points(-(gap or 0.0), "id").replace("+", "")


def percent(number: float | None) -> str:
    """A percentage; a dash where it is not known."""
    return "–" if number is None else figures.percent(number, "id")


def compared(sums: LetterSums) -> str:
    """Actual beside planned: 40 %, rencana 55 % (-15 poin)."""
    if sums.gap is None:
        return "–"
    gap = figures.points(sums.gap, "id")
    return f"{percent(sums.actual_percent)}, rencana {percent(sums.planned_percent)} ({gap} poin)"


def trouble(sums: LetterSums) -> str:
    """How many are late and critical; blank for none."""
    counts = {"terlambat": sums.count(Status.LATE), "kritis": sums.count(Status.CRITICAL)}
    return ", ".join(f"{number} {word}" for word, number in counts.items() if number)


def period_line(letter: CouncilLetter) -> str:
    """How reporting on the last period went."""
    told = letter.period
    if told is None:
        return "Belum ada periode yang batasnya lewat."
    period = Period.of_code(told.code)
    name = period_name(period) if period else told.code
    until = figures.day(told.on_time_until, "id")
    if not told.expected:
        return f"{name}, tepat waktu sampai {until}: tidak ada yang diharapkan."
    return (
        f"{name}, tepat waktu sampai {until}: {told.reported} dari {told.expected} butir "
        "dilaporkan."
    )


def when(one: LetterDate) -> str:
    """The days of a date."""
    if one.is_usual:
        first, last = figures.month(one.first, "id"), figures.month(one.last, "id")
        return f"sekitar {first}" if first == last else f"sekitar {first} – {last}"
    first, last = figures.day(one.first, "id"), figures.day(one.last, "id")
    return first if first == last else f"{first} – {last}"


def what(one: LetterDate) -> str:
    """What a date is about."""
    moves = " (sementara: hari libur dapat menggesernya)" if one.is_provisional else ""
    return f"{DATES[one.what]}{one_line(one.name)}{moves}"


def local_day(letter: CouncilLetter) -> date:
    """The region's day on which the letter was made."""
    return letter.at.astimezone(ZoneInfo(letter.time_zone)).date()
