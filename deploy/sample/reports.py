"""A believable year of reports: monthly, cumulative, some behind, some late, some silent. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from contracts.words import Kind
from deploy.sample.chance import between, one_of
from deploy.sample.plan import Entry, entries
from deploy.sample.schedule import planned_on
from deploy.sample.sources import Habit, habits

DAY = timedelta(days=1)
SLOW_EVERY = 2
"""A slow agency reports every other month."""
STOPPED_AFTER = 5
"""An agency that stopped did so after so many reports."""
AHEAD_OF_PLAN: dict[str, tuple[float, float]] = {
    "steady": (0.8, 2.5),
    "ahead": (4.0, 8.0),
    "finished": (1.0, 3.0),
    "slipping": (-4.4, -2.6),
    "critical": (-19.0, -14.0),
    "overdue": (-6.0, -3.0),
    "late": (-7.0, -3.0),
}
"""Points between what is done and what is planned, by pace."""
MOST: dict[str, tuple[float, float]] = {"overdue": (78.0, 93.0), "late": (82.0, 92.0)}
"""Where an item stands that did not make its due day, percent."""
FINISHED_BEFORE = 12
"""A finished item was done so many days before it was due."""
DONE, ALMOST = 100.0, 99.0

PROGRESS = (
    "Pekerjaan berjalan sesuai tahapan; dokumentasi tersimpan di perangkat daerah.",
    "Koordinasi dengan kecamatan selesai, pelaksanaan dilanjutkan.",
    "Tahap berjalan selesai diperiksa tim teknis.",
    "Pelaksanaan di lapangan berlanjut, serapan mengikuti kemajuan fisik.",
)
OBSTACLES = (
    ("Pengiriman barang terlambat karena cuaca.", "Jadwal kirim disusun ulang bersama penyedia."),
    ("Jaringan internet di lokasi tidak stabil.", "Diskominfo menyiapkan jalur cadangan."),
    ("Proses revisi anggaran belum selesai.", "Percepatan revisi dikawal Bappeda dan BPKAD."),
    ("Tenaga teknis terbatas.", "Meminta dukungan tenaga dari perangkat daerah pendukung."),
    ("Akses jalan ke lokasi rusak setelah hujan.", "Pekerjaan dialihkan ke lokasi yang terbuka."),
)


def year(today: date) -> list[dict[str, Any]]:
    """Every report of the sample up to `today`, by item and day.

    Each has report_id, item_id, agency, road ("http", "workbook" or "kafka"), as_of,
    physical_percent (one decimal), budget_realised (whole rupiah so far), note, obstacle
    and follow_up. Agencies without a habit are silent.
    """
    found = habits()
    return [
        report
        for entry in entries(today)
        if entry.item.agency in found
        for report in _of_item(entry, found[entry.item.agency], today)
    ]


def _of_item(entry: Entry, habit: Habit, today: date) -> Iterator[dict[str, Any]]:
    percent = 0.0
    for day in _days(entry, habit, today):
        percent = max(percent, _percent(entry, day))
        yield _report(entry, habit, day, round(percent, 1))
        if percent >= DONE:
            return


def _days(entry: Entry, habit: Habit, today: date) -> list[date]:
    """The days that the item's reports are about; the last one is yesterday's."""
    start = entry.item.start
    if entry.pace == "planned" or start >= today:
        return []
    ends = [day for day in _month_ends(start, today) if (today - day).days > 1]
    quick_win = entry.item.kind is Kind.QUICK_WIN
    if habit.habit == "stopped" and not quick_win:
        return ends[:STOPPED_AFTER]
    if habit.habit == "slow" and not quick_win:
        ends = ends[::SLOW_EVERY]
    return [*ends, max(start, today - DAY)]


def _month_ends(start: date, today: date) -> Iterator[date]:
    day = start.replace(day=1)
    while day < today:
        following = (day + 32 * DAY).replace(day=1)
        if start <= following - DAY < today:
            yield following - DAY
        day = following


def _percent(entry: Entry, day: date) -> float:
    """What is done as `day` ends."""
    item = entry.item
    if entry.pace == "finished" and day >= item.due - FINISHED_BEFORE * DAY:
        return DONE
    points = between(*AHEAD_OF_PLAN[entry.pace], item.item_id, day)
    planned = planned_on(entry.span, item.milestones, day)
    most = between(*MOST[entry.pace], item.item_id) if entry.pace in MOST else ALMOST
    return max(0.0, min(most, planned + points))


def _report(entry: Entry, habit: Habit, day: date, percent: float) -> dict[str, Any]:
    item = entry.item
    behind = AHEAD_OF_PLAN[entry.pace][0] < 0
    obstacle, follow_up = one_of(OBSTACLES, item.item_id, day) if behind else ("", "")
    spent = between(0.78, 0.97, item.item_id) * percent / 100
    return {
        "report_id": f"contoh-{item.item_id}-{day:%Y%m%d}",
        "item_id": item.item_id,
        "agency": item.agency,
        "road": habit.road,
        "as_of": day.isoformat(),
        "physical_percent": percent,
        "budget_realised": int(item.budget * spent) // 1000 * 1000,
        "note": one_of(PROGRESS, item.item_id, day, "note"),
        "obstacle": obstacle,
        "follow_up": follow_up,
    }
