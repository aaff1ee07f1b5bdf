from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from tests.unit.tracker.sipd.exports import (
    cash_plan,
    cash_plan_rows,
    realised_rows,
    saved,
    small_tree,
    write_realisation,
)
from tracker.funding.doubts import exceeding, falling, faults_of, rivals
from tracker.funding.export import (
    NOT_ANSWERED,
    Answer,
    figures_of,
    said_in,
    sheets_of,
)
from tracker.funding.figure import Figure, Money
from tracker.funding.linking import proposed, words_of
from tracker.funding.months import up_to_months
from tracker.sipd.sipd_file import SipdFile
from tracker.sipd.workbook import read_sipd

TREES, PLANTS = "3.27.02.2.01.0001", "3.27.02.2.01.0004"
TODAY = date(2031, 8, 15)
AT = datetime(2031, 8, 15, tzinfo=UTC)


def realisations(**sheets: tuple[int, int]) -> SipdFile:
    """A file with a sheet for each, of what was spent on operasi and modal."""
    book = Workbook()
    book.remove(book.active)
    for name, amounts in sheets.items():
        rows: list[Any] = realised_rows((900_000, 250_000), amounts)
        write_realisation(book.create_sheet(name.replace("_", " ")), rows)
    return read_sipd(saved(book))


def test_a_cash_plan_gives_budget_and_months_of_every_sub_activity() -> None:
    file = read_sipd(saved(cash_plan(cash_plan_rows(small_tree()))))
    (sheet,) = sheets_of(file)
    assert (sheet.year, sheet.cumulative, sheet.asks_month) == (2031, False, False)
    assert (sheet.asks_cumulative, sheet.sub_activities, sheet.without) == (False, 2, [])
    assert sheet.sums == {Money.BUDGET: 1_548_000, Money.PLANNED: 1_548_000}
    assert list(faults_of(sheet, NOT_ANSWERED, TODAY)) == []

    said = list(said_in(file, {}))
    trees = [one for one in said if one.code == TREES and one.money is Money.PLANNED]
    assert {(one.first, one.last, one.rupiah) for one in trees} == {
        *((month, month, 125_500) for month in range(1, 13)),
        (1, 12, 1_506_000),
    }
    assert {(o.code, o.first, o.last, o.rupiah) for o in said if o.money is Money.BUDGET} == {
        (TREES, 1, 12, 1_506_000),
        (PLANTS, 1, 12, 42_000),
    }
    assert {one.name for one in said} == {"Penanaman Pohon Pelindung", "Pembibitan Tanaman Hias"}


def test_a_realisation_that_does_not_say_its_month_is_asked_about() -> None:
    file = realisations(Sheet1=(400_500, 1_000))
    (sheet,) = sheets_of(file)
    assert (sheet.month, sheet.cumulative) == (None, None)
    assert sheet.sums == {Money.BUDGET: 1_150_000, Money.SPENT: 401_500}
    codes = [fault.field for fault in faults_of(sheet, NOT_ANSWERED, TODAY)]
    assert codes == ["month:1", "cumulative:1"]
    assert [f.code for f in faults_of(sheet, Answer(month=9, cumulative=True), TODAY)] == [
        "month-ahead"
    ]
    for answer, months in (
        (Answer(month=7, cumulative=True), (1, 7)),
        (Answer(month=7, cumulative=False), (7, 7)),
    ):
        assert list(faults_of(sheet, answer, TODAY)) == []
        (spent,) = [o for o in said_in(file, {1: answer}) if o.money is Money.SPENT]
        assert (spent.code, spent.first, spent.last, spent.rupiah) == (TREES, *months, 401_500)


def test_sheets_that_name_their_months_are_each_taken_for_theirs() -> None:
    file = realisations(LRA_Januari=(300_000, 0), LRA_Februari=(90_000, 0))
    sheets = sheets_of(file)
    assert [(one.month, one.cumulative) for one in sheets] == [(1, True), (2, False)]
    spent = [one for one in said_in(file, {}) if one.money is Money.SPENT]
    assert [(o.first, o.last, o.rupiah) for o in spent] == [(1, 1, 300_000), (2, 2, 90_000)]


def test_two_sheets_of_one_month_are_refused() -> None:
    file = realisations(Lembar_A=(300_000, 0), Lembar_B=(90_000, 0))
    answers = {1: Answer(month=3, cumulative=True), 2: Answer(month=3, cumulative=True)}
    (fault,) = rivals(sheets_of(file), answers)
    assert fault.field == "month:2"
    assert "Lembar A" in fault.message.indonesian
    answers[2] = Answer(month=4, cumulative=True)
    assert list(rivals(sheets_of(file), answers)) == []


def one_row(header: list[str], *rows: tuple[str, str, list[Any]], title: str = "") -> SipdFile:
    """A realisation with columns of one's own; a code, a name and amounts in each row."""
    book = Workbook()
    sheet = book.active
    sheet.append([title or "LAPORAN REALISASI ANGGARAN TAHUN ANGGARAN 2031 DINAS TAMAN"])
    sheet.append([])
    sheet.append(["Kode Rekening", "Uraian", *header])
    for code, name, amounts in rows:
        sheet.append([code, name, *amounts])
    return read_sipd(saved(book))


PATH = [
    ("3", "URUSAN PILIHAN"),
    ("3.27", "PERTANIAN"),
    ("3.27.02", "PROGRAM TAMAN"),
    ("3.27.02.2.01", "Pengelolaan Taman"),
]


def down_to(amounts: list[Any], *codes: str) -> list[tuple[str, str, list[Any]]]:
    rows = [(code, name, amounts) for code, name in PATH]
    for code in codes or (TREES,):
        rows += [(code, "Penanaman", amounts), ("5.1.02.01.001.00093", "Bibit", amounts)]
    return rows


MONTHLY = ["Anggaran", "Realisasi Januari", "Realisasi Februari", "Realisasi Maret"]


@pytest.mark.parametrize(
    ("months", "reached"),
    [([10, 20, 30], {1: 10, 2: 30, 3: 60}), ([10, 20, 0], {1: 10, 2: 30})],
)
def test_a_total_beside_months_is_their_sum_and_zeros_ahead_are_not_known(
    months: list[int], reached: dict[int, int]
) -> None:
    amounts = [500, *months, sum(months)]
    file = one_row([*MONTHLY, "Jumlah Realisasi"], *down_to(amounts))
    (sheet,) = sheets_of(file)
    assert (sheet.month, sheet.asks_month) == (max(reached), False)
    found = figures(file, month=3, cumulative=False)
    assert {m: one.rupiah for m, one in up_to_months(found).items()} == reached


def test_a_quarter_is_asked_about_as_it_may_be_up_to_its_end() -> None:
    title = "LAPORAN REALISASI ANGGARAN TRIWULAN II TAHUN ANGGARAN 2031 DINAS TAMAN"
    file = one_row(["Anggaran", "Realisasi"], *down_to([900, 500]), title=title)
    (sheet,) = sheets_of(file)
    assert (sheet.month, sheet.asks_cumulative) == (6, True)
    for cumulative, span in ((True, (1, 6)), (False, (4, 6))):
        (spent,) = figures(file, cumulative=cumulative)
        assert (spent.first, spent.last, spent.rupiah) == (*span, 500)


def test_a_code_of_which_a_cell_cannot_be_read_has_no_figure() -> None:
    rows = realised_rows((900_000, 250_000), (400_500, 0))
    for _, _, cells in rows:
        cells["I"] = "1o0x"
    book = Workbook()
    write_realisation(book.active, rows)
    file = read_sipd(saved(book))
    (sheet,) = sheets_of(file)
    assert sheet.without == [TREES]
    assert figures(file, month=3, cumulative=True) == []


def test_an_export_of_several_agencies_is_refused() -> None:
    rows: list[tuple[str, str, list[Any]]] = [("3", "URUSAN", [2, 2]), ("3.27", "TANI", [2, 2])]
    for number in (11, 12):
        code = f"3.27.2.{number}.0.00.01.0000"
        rows += [(code, f"Dinas {number}", [1, 1]), *down_to([1, 1])[2:]]
    (sheet,) = sheets_of(one_row(["Anggaran", "Realisasi"], *rows))
    assert sheet.organisations == 2
    (fault,) = faults_of(sheet, Answer(month=3, cumulative=True), TODAY)
    assert "dari 2 perangkat daerah" in fault.message.indonesian


def test_more_than_the_budget_is_noticed() -> None:
    known = realisations(Sheet1=(800_000, 0))
    said = said_in(known, {1: Answer(month=5, cumulative=True)})
    before = list(figures_of(said, "DPTH", AT, "x"))
    june = realisations(Sheet1=(900_000, 0))
    for cumulative, expected in ((True, None), (False, (2031, 6, 1_150_000, 1_700_000))):
        answers = {1: Answer(month=6, cumulative=cumulative)}
        new = list(figures_of(said_in(june, answers), "DPTH", AT, "y"))
        assert exceeding(new, before) == expected


def figures(file: SipdFile, **answer: Any) -> list[Figure]:
    said = said_in(file, {1: Answer(**answer)})
    return [f for f in figures_of(said, "DPTH", AT, "x") if f.money is Money.SPENT]


def test_months_read_as_cumulative_that_fall_are_noticed() -> None:
    april = figures(realisations(Sheet1=(400_500, 0)), month=4, cumulative=True)
    july = realisations(Sheet1=(120_000, 0))
    assert falling(figures(july, month=7, cumulative=True), april) == (2031, 4, 400_500, 120_000)
    assert falling(figures(july, month=7, cumulative=False), april) is None
    assert falling(figures(july, month=3, cumulative=True), april) is None
    june = figures(realisations(Sheet1=(500_000, 0)), month=2, cumulative=True)
    assert falling(june, april) == (2031, 2, 500_000, 400_500), "sent later for an earlier month"
    more = realisations(Sheet1=(400_500, 10))
    assert falling(figures(more, month=7, cumulative=True), april) is None


def test_items_are_proposed_by_their_titles() -> None:
    titles = {
        "A-1": "Penanaman pohon pelindung jalan",
        "A-2": "Layanan perizinan digital",
        "A-3": "Pengelolaan sampah terpadu",
    }
    words = words_of(titles)
    assert proposed("Penanaman Pohon Pelindung", words) == "A-1"
    assert proposed("Penyediaan Jasa Kantor", words) is None
    assert proposed("Pengelolaan", words) is None, "a common word says nothing"
    twice = words_of({"A-1": "Pengelolaan sampah terpadu", "A-2": "Sampah terpadu"})
    assert proposed("Pengelolaan Sampah Terpadu", twice) is None, "which of both?"
