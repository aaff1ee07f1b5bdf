"""The dates of the sample's items, relative to a given day. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from contracts.words import Milestone
from deploy.sample.chance import days_between

DAY = timedelta(days=1)
SATURDAY = 5

STARTS = {"A": (345, 370), "B": (320, 365), "C": (230, 340), "D": (180, 365), "N": (-70, -21)}
"""Days from an item's start to today, minimum and maximum, by schedule."""
ENDS = {"A": (-150, -25), "B": (16, 60), "C": (70, 200), "D": (240, 540), "N": (200, 420)}
"""Days from today to its due day: A has ended, B ends soon, C and D continue, N starts next."""
QUICK_WIN_STARTS = (300, 340)

STEPS: dict[str, tuple[tuple[str, float, float], ...]] = {
    "fisik": (
        ("Penetapan lokasi dan dokumen perencanaan", 0.20, 10),
        ("Kontrak dan serah terima lapangan", 0.40, 15),
        ("Pekerjaan fisik", 0.85, 55),
        ("Uji fungsi", 0.95, 15),
    ),
    "pengadaan": (
        ("Spesifikasi dan harga perkiraan sendiri", 0.25, 15),
        ("Penetapan penyedia dan kontrak", 0.50, 20),
        ("Pengiriman dan pemasangan", 0.85, 50),
    ),
    "aplikasi": (
        ("Analisis kebutuhan dan rancangan", 0.20, 15),
        ("Pengembangan", 0.55, 40),
        ("Uji coba terbatas", 0.80, 25),
        ("Peluncuran dan alih pengetahuan", 1.00, 20),
    ),
    "layanan": (
        ("Petunjuk teknis dan penetapan sasaran", 0.15, 12),
        ("Pelaksanaan tahap I", 0.50, 36),
        ("Pelaksanaan tahap II", 0.90, 42),
    ),
    "promosi": (
        ("Konsep dan kerja sama", 0.25, 20),
        ("Penyelenggaraan", 0.75, 58),
        ("Publikasi dan evaluasi", 0.95, 17),
    ),
}
"""The steps of each kind of work: name, share of the span, percent of the item."""


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day."""

    start: date
    due: date


def span_of(code: str, schedule: str, today: date) -> Span:
    """The span of item `code`; `schedule` is a letter, or for a quick win days until it is due."""
    if schedule in STARTS:
        start = today - days_between(*STARTS[schedule], code, "start") * DAY
        due = today + days_between(*ENDS[schedule], code, "due") * DAY
        return Span(_working_day(start), _working_day(due))
    start = today - days_between(*QUICK_WIN_STARTS, code, "start") * DAY
    return Span(_working_day(start), today + int(schedule) * DAY)


def _working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - max(0, day.weekday() - SATURDAY + 1) * DAY


def milestones_of(work: str, span: Span) -> tuple[Milestone, ...]:
    """The steps of `work` spread over `span`."""
    length = (span.due - span.start).days
    return tuple(
        Milestone(name=name, due=span.start + round(length * share) * DAY, weight=weight)
        for name, share, weight in STEPS[work]
    )


def planned_on(span: Span, milestones: tuple[Milestone, ...], day: date) -> float:
    """Planned percent at the end of `day`: linear between start, milestones and due day."""
    before, done = span.start - DAY, 0.0
    reached = 0.0
    for corner, percent in [(m.due, m.weight) for m in milestones] + [(span.due, 100.0)]:
        reached = min(100.0, reached + percent)
        if day < corner:
            share = (day - before).days / (corner - before).days
            return max(0.0, done + (reached - done) * share)
        before, done = corner, reached
    return 100.0
