"""A letter on paper: two sheets at the most, whatever it says."""

import io
import re
from html import unescape

import pytest
from pypdf import PdfReader

from chassis.paper.drawing import drawn
from chassis.sheets.limits import DEFAULT
from contracts import CouncilLetter
from contracts.council_letter import PDF_BYTES_MOST
from contracts.words import Status
from tests.unit.tracker.letters.given_letters import NAMES, decision, facts, moved, replanned
from tests.unit.tracker.overviews import an_overview
from tests.unit.tracker.pages.test_pack_paper import some_pages
from tracker.letters.letter import letter_of
from tracker.letters.letter_rows import WeekRows
from tracker.pages.letter_paper import page_of


def html_of(letter: CouncilLetter) -> str:
    return page_of(some_pages(), letter)[0]


def pdf_of(letter: CouncilLetter) -> bytes:
    html, styles = page_of(some_pages(), letter)
    return b"".join(drawn(html.encode(), DEFAULT, styles).pieces)


def full() -> CouncilLetter:
    """As many and as long rows as a letter has."""
    title = "Penguatan layanan terpadu kecamatan dan desa tanpa sinyal " * 3
    many = [
        moved(number * 10 + at, Status.ON_TRACK, now)
        for at, now in enumerate(Status)
        for number in range(12)
    ]
    rows = WeekRows(
        moved=many,
        replanned=[replanned(f"A-{number}", "2026-06-30", "2026-09-30") for number in range(9)],
        decided=[decision(words=title * 4)] * 9,
        overdue=[decision(words=title * 4)] * 9,
    )
    names = {code: f"Dinas {name} dan Pemberdayaan Masyarakat Desa" for code, name in NAMES.items()}
    return letter_of(facts(rows=rows, names=names))


def words(data: bytes) -> str:
    pages = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_it_says_first_whether_we_are_on_plan() -> None:
    data = pdf_of(letter_of(facts()))
    sheet = PdfReader(io.BytesIO(data)).pages[0]
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (595, 842)
    said = words(data)
    assert said.startswith(
        "Surat mingguan kepada Dewan Smart City Kutai Kartanegara Apakah kita sesuai rencana? "
        "Belum: 15 poin di belakang rencana. 1 quick win terlambat. 75 % dari capaian itu sudah "
        "ditandatangani kepala perangkat daerahnya. Keadaan 15 Juni 2026 12.00"
    )
    for told in (
        "Capaian 40 % rencana 55 % Kritis (-15 poin)",
        "Uang terpakai 25 % Rp 500 juta dari pagu Rp 2 miliar",
        "Layanan Simpel BPJS Dinas Kesehatan 14 hari",
        "Menjadi terlambat (1)",
        "30 Juni 2026 → 30 September 2026",
        "Mei 2026, tepat waktu sampai 5 Juni 2026: 6 dari 10 butir dilaporkan",
        "Dinas Lingkungan Hidup 4 dari 6",
        "Batas tepat waktu laporan Juni 2026",
        "Surat pekan 2026-W25",
        "kontrak-kritis-2007, bukti-1",
    ):
        assert told in said


def test_the_fullest_letter_is_two_sheets_and_small_enough_to_be_sent() -> None:
    data = pdf_of(full())
    assert len(PdfReader(io.BytesIO(data)).pages) <= 2
    assert len(data) < PDF_BYTES_MOST


def test_the_same_letter_is_drawn_as_the_same_bytes() -> None:
    assert pdf_of(letter_of(facts())) == pdf_of(letter_of(facts()))


def test_a_letter_of_nothing_can_be_read() -> None:
    nothing = WeekRows(moved=(), replanned=(), decided=(), overdue=())
    letter = letter_of(facts(overview=an_overview(), rows=nothing, period=None, measures={}))
    said = words(pdf_of(letter))
    assert "Belum ada laporan yang dihitung." in said
    assert "Belum ada periode yang batasnya lewat." in said
    assert "None" not in said


def test_what_people_wrote_stays_text() -> None:
    nasty = '<script>alert("x")</script>'
    page = html_of(letter_of(facts(names={"DLHK": nasty, "DINKES": nasty}, region_name=nasty)))
    assert "<script" not in page
    assert nasty in unescape(page)


@pytest.mark.parametrize("chart", ['class="curve"', 'class="bullet"'])
def test_both_charts_are_drawn(chart: str) -> None:
    assert re.search(f"<svg {chart}", html_of(letter_of(facts())))
