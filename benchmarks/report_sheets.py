"""A spreadsheet of reports on an officer's page, compared with openpyxl only reading the same file.

Ours is whole, on a running tracker: the upload, reading every cell, judging each report against its
item, and the page of the preview. Recording is from the press that agrees to it, which looks at the
file once more, to the page that says that all is recorded.
"""

import asyncio
import io
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

import httpx
import xlsxwriter

from benchmarks import work
from benchmarks.importing import Size, by_openpyxl
from benchmarks.lab import Lab
from benchmarks.work import AGENCIES, DAYS_GONE, item_id
from chassis.web.session import COOKIE, FORM_KEY, form_key
from deploy.local.waiting import until

AGENCY = 0
"""Number of the agency that reports."""
ITEMS = 50
"""Items of the agency, each with a report on every day of its plan in the largest file."""
PAGE = "/kemajuan/impor"
HEADERS = (
    *("Kode", "Nama Rencana Aksi", "Per Tanggal", "Fisik (%)", "Realisasi Keuangan (Rp)"),
    *("Kategori Kendala", "Kendala", "Tindak Lanjut"),
)
SHOWN = re.compile(r"(\d+) laporan baru, (\d+) sudah ada, (\d+) ditolak, (\d+) tidak diisi")
SEEN = re.compile(r'name="terlihat" value="(\w+)"')
IS_OPEN = "refresh"
"""The header of a page of what is still being recorded."""
RECORDED = "<h1>Laporan dicatat</h1>"
LOOK_SECONDS = 0.05
WITHIN = 300.0


@dataclass(frozen=True, slots=True)
class Looked:
    """Seconds for one file, read both ways one after the other."""

    rows: int
    ours: float
    openpyxl: float


@dataclass(frozen=True, slots=True)
class Sheets:
    """What was measured: files that were looked at, and by number of rows the reports that were
    recorded per second, by round.
    """

    looked: Sequence[Looked]
    recorded: dict[int, list[float]]


async def measure(lab: Lab, size: Size) -> Sheets:
    """All files are looked at before the first is recorded: a tracker goes on to look at reports
    for minutes after thousands of them. Needs openpyxl.
    """
    async with lab.service("planner"):
        await lab.plan(ITEMS * len(AGENCIES))
        async with lab.service("tracker", 1):
            sheets = await asyncio.to_thread(_measured, lab, size)
            await until(lab.outbox_empty, WITHIN, "the reports on Kafka")
    return sheets


def _measured(lab: Lab, size: Size) -> Sheets:
    token = lab.officer_token(AGENCIES[AGENCY], of_session=True)
    headers = {"accept": "text/html", "accept-language": "id"}
    files = {rows: [_sheet(rows, number) for number in range(size.rounds)] for rows in size.rows}
    with httpx.Client(base_url=lab.tracker_url(), headers=headers, timeout=WITHIN) as client:
        client.cookies.set(COOKIE, token)
        _looked_at(client, _sheet(min(size.rows), size.rounds), min(size.rows))  # warm-up
        looked = [
            _pair(client, data, rows, number)
            for rows in size.rows
            for number, data in enumerate(files[rows])
        ]
        record = partial(_recorded_per_second, client)
        recorded = {rows: [record(data, rows) for data in files[rows]] for rows in size.rows}
    return Sheets(looked, recorded)


def _pair(client: httpx.Client, data: bytes, rows: int, number: int) -> Looked:
    if number % 2:
        other, ours = by_openpyxl(data), _seconds(client, data, rows)
    else:
        ours, other = _seconds(client, data, rows), by_openpyxl(data)
    return Looked(rows, ours, other.wall)


def _seconds(client: httpx.Client, data: bytes, rows: int) -> float:
    started = time.perf_counter()
    _looked_at(client, data, rows)
    return time.perf_counter() - started


def _looked_at(client: httpx.Client, data: bytes, rows: int) -> httpx.Response:
    """Send a spreadsheet to the page, and open its preview, of reports that are all new."""
    form = {FORM_KEY: form_key(client.cookies[COOKIE])}
    files = {"file": ("laporan.xlsx", data)}
    page = client.post(PAGE, data=form, files=files, follow_redirects=True).raise_for_status()
    counts = SHOWN.search(page.text)
    assert counts, page.text
    assert [*map(int, counts.groups())] == [rows, 0, 0, 0], counts[0]
    return page


def _recorded_per_second(client: httpx.Client, data: bytes, rows: int) -> float:
    preview = _looked_at(client, data, rows)
    seen = SEEN.search(preview.text)
    assert seen
    form = {FORM_KEY: form_key(client.cookies[COOKIE]), "terlihat": seen[1]}
    started = time.perf_counter()
    page = client.post(f"{preview.url.path}/catat", data=form, follow_redirects=True)
    while IS_OPEN in page.raise_for_status().headers:
        assert time.perf_counter() < started + WITHIN, page.text
        time.sleep(LOOK_SECONDS)
        page = client.get(page.url.path)
    per_second = rows / (time.perf_counter() - started)
    assert RECORDED in page.text, page.text
    assert f"<dd>{rows}</dd>" in page.text, page.text
    return per_second


def _sheet(rows: int, number: int) -> bytes:
    """Each `number` has reports of its own."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet("Laporan")
        page.write_row(0, 0, HEADERS)
        for row, cells in enumerate(_rows(rows, number), 1):
            page.write_row(row, 0, cells)
    return file.getvalue()


def _rows(rows: int, number: int) -> Iterator[tuple[str | float | date, ...]]:
    today = datetime.now(UTC).date() - timedelta(days=1)
    for row in range(rows):
        day, which = divmod(row, ITEMS)
        gone = DAYS_GONE - 1 - day
        yield (
            item_id(which * len(AGENCIES) + AGENCY),
            f"Peningkatan layanan publik berbasis elektronik nomor {which}",
            today - timedelta(days=day),
            round(2 + work.PLANNED * gone / DAYS_GONE, 2),
            1_000_000 * gone + 1_000 * rows + number,
            "" if row % 4 else "Cuaca dan bencana",
            "" if row % 4 else "Hujan sepekan, pekerjaan luar ruang tertunda.",
            "" if row % 4 else "Jadwal digeser dua pekan.",
        )
