"""Headers of reports in groups, and several tables in one sheet."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.unit.chassis.sheets.files import Merge, Rows, delimited, ods, xls, xlsx
from tests.unit.tracker.reporting.report_files import DAY, HEADERS, faults, field
from tracker.reporting.workbook import Asked, ReportFile, read_reports

Made = Sequence[Sequence[Any]]
TWO = ["Kode", "Per Tanggal"]


def merged(groups: Sequence[tuple[str, Sequence[str]]], *cells: Any) -> tuple[list[Any], list[Any]]:
    """Rows of a header with groups, and merges over them; a group without parts is one column."""
    above, below, merges = [*TWO], ["", ""], [(0, 0, 1, 0), (0, 1, 1, 1)]
    for name, parts in groups:
        at = len(above)
        above += [name, *[""] * (len(parts) - 1)]
        below += [*parts] or [""]
        if len(parts) > 1:
            merges.append((0, at, 0, at + len(parts) - 1))
        elif not parts:
            merges.append((0, at, 1, at))
    day = DAY.strftime("%d %B %Y").replace("October", "Oktober")
    return [above, below, ["RA-1", day, *cells]], merges


def read_all(groups: Any, *cells: Any) -> list[ReportFile]:
    """The same table as every kind of file; those without merged cells have blanks instead."""
    rows, merges = merged(groups, *cells)
    asked = Asked(columns_may_lack=True)
    made = [make(rows, merges) for make in (xlsx, xls, ods)]
    below = [["", "", *rows[0][2:]], [*TWO, *rows[1][2:]], rows[2]]
    titled = [["LAPORAN TARGET DAN REALISASI BULAN LALU"], *below]
    grouped = [(top + 1, left, bottom + 1, right) for top, left, bottom, right in merges[2:]]
    over_all = (0, 0, 0, len(rows[0]) - 1)
    made += [xlsx(titled, grouped), xlsx(titled, [over_all, *grouped]), delimited(below)]
    return [read_reports(data, asked=asked) for data in (*made, xlsx(rows), delimited(rows))]


def figures(file: ReportFile) -> list[Any]:
    """Percent, rupiah and percent of the budget of the only report."""
    (entry,) = file.entries
    assert entry.faults == []
    names = ("physical_percent", "budget_realised", "budget_percent")
    return [entry.fields.get(name) for name in names]


PARTS = ["Target", "Realisasi"]


@pytest.mark.parametrize(
    ("groups", "cells", "expected"),
    [
        ([("Fisik (%)", PARTS)], (60, 45), [45, None, None]),
        ([("Fisik (%)", PARTS[::-1])], (45, 60), [45, None, None]),
        ([("Fisik", ["Rencana (%)", "Realisasi (%)", "Deviasi (%)"])], (60, 45, -15),
         [45, None, None]),
        ([("Fisik (%)", PARTS), ("Keuangan (Rp)", PARTS)], (60, 45, 900, 700), [45, 700, None]),
        ([("Keuangan (Rp)", PARTS), ("Fisik (%)", PARTS)], (900, 700, 60, 45), [45, 700, None]),
        ([("Anggaran", ["Pagu", "Realisasi"]), ("Fisik (%)", [])], (900, 700, 45), [45, 700, None]),
        ([("Realisasi", ["Fisik (%)", "Keuangan (Rp)"])], (45, 700), [45, 700, None]),
        ([("Realisasi", ["Keuangan (Rp)", "Fisik (%)"])], (700, 45), [45, 700, None]),
        ([("Fisik (%)", []), ("Realisasi", ["%", "Rp"])], (45, 70, 700), [45, 700, None]),
        ([("Fisik (%)", []), ("Realisasi", ["Rp", "%"])], (45, 700, 70), [45, 700, None]),
        ([("Fisik (%)", []), ("Realisasi Keuangan", ["Rp (juta)", "%"])], (45, 7, 70),
         [45, 7_000_000, None]),
        ([("Fisik (%)", ["Bulan lalu", "Bulan ini"])], (40, 45), [45, None, None]),
        ([("Fisik (%)", ["s.d. bulan lalu", "bulan ini", "s.d. bulan ini"])], (40, 5, 45),
         [45, None, None]),
        ([("s.d. Bulan Lalu", ["Fisik (%)", "Realisasi Keuangan"]),
          ("s.d. Bulan Ini", ["Fisik (%)", "Realisasi Keuangan"])], (40, 600, 45, 700),
         [45, 700, None]),
        ([("Bulan lalu", ["Fisik (%)", "Keuangan (Rp)"]),
          ("Bulan ini", ["Fisik (%)", "Keuangan (Rp)"])], (40, 600, 45, 700), [45, 700, None]),
    ],
)  # fmt: skip
def test_a_column_means_what_all_texts_above_it_say(
    groups: Any, cells: Sequence[Any], expected: list[Any]
) -> None:
    for file in read_all(groups, *cells):
        assert figures(file) == expected


@pytest.mark.parametrize(
    "groups",
    [
        [("Fisik (%)", ["Target", "Deviasi"])],
        [("Fisik (%)", ["Bulan lalu", "Target bulan ini"])],
        [("Progres", ["Rencana (%)", "Realisasi"])],
        [("Fisik (Target)", [])],
        [("Realisasi Fisik (s.d. bulan lalu)", [])],
    ],
)
def test_a_target_and_an_earlier_month_are_never_the_figure_of_a_report(groups: Any) -> None:
    cells = [45] * sum(max(1, len(parts)) for _, parts in groups)
    for file in read_all(groups, *cells):
        assert file.entries == []
        assert file.tables[0].missing == ("physical_percent",)


@pytest.mark.parametrize(
    ("headers", "cells", "asked_back"),
    [
        (["Fisik (%)", "Progres Fisik"], (45, 50), [("columns-rival", "C2")]),
        (["Fisik (%)", "Progres Fisik"], (45, 45), []),
        (["Fisik (%)", "Progres Fisik"], (None, 50), []),
        (["Fisik (%)", "Realisasi Keuangan", "Realisasi Anggaran"], (45, 7, 9),
         [("columns-rival", "D2")]),
        (["Fisik (%)", "Realisasi Keuangan", "Akumulasi Keuangan"], (45, 7, 9), []),
        (["Fisik (%)", "Kode Kegiatan"], (45, "RA-2"), [("columns-rival", "A2")]),
        (["Fisik (%)", "Tanggal"], (45, date(2026, 10, 1)), [("columns-rival", "B2")]),
    ],
)  # fmt: skip
def test_of_two_columns_that_fit_equally_none_is_taken(
    headers: list[str], cells: Sequence[Any], asked_back: list[Any]
) -> None:
    file = read_reports(xlsx([[*TWO, *headers], ["RA-1", DAY, *cells]]))
    assert faults(file) == asked_back
    for entry in file.entries:
        for fault in entry.faults:
            assert headers[-1] in fault.message.indonesian
            assert str(cells[-1]) in fault.message.indonesian
    if not asked_back:
        assert "column-instead" in {note.code for note in file.notes}


def test_a_merged_header_with_a_figure_in_each_of_its_columns_is_asked_about() -> None:
    rows: Rows = [[*TWO, "Fisik (%)", None], ["RA-1", DAY, 40, 45]]
    merges: list[Merge] = [(0, 2, 0, 3)]
    assert faults(read_reports(xlsx(rows, merges))) == [("columns-rival", "C2")]


def test_a_header_named_by_hand_does_not_win_in_silence() -> None:
    names = {"serapan": "budget_realised", "masalah": "obstacle"}
    headers = [*HEADERS, "Serapan", "Masalah"]
    row = ["RA-1", DAY, 45, 700, "hujan", 900, "banjir"]
    for turned in (False, True):
        cells: Rows = [headers[::-1], row[::-1]] if turned else [headers, row]
        file = read_reports(xlsx(cells), asked=Asked(names))
        assert {code for code, _ in faults(file)} == {"columns-rival"}
        assert len(faults(file)) == 2
        told = " ".join(fault.message.indonesian for fault in file.entries[0].faults)
        for word in ("Serapan", "Realisasi Keuangan (Rp)", "900", "700", "Masalah", "Kendala"):
            assert word in told
    file = read_reports(
        xlsx([headers, ["RA-1", DAY, 45, None, "", 900, "banjir"]]), asked=Asked(names)
    )
    assert faults(file) == []
    assert (field(file, "budget_realised"), field(file, "obstacle")) == ([900], ["banjir"])


def test_each_table_of_a_sheet_is_read_by_its_own_header() -> None:
    rows: Rows = [
        ["Tabel 1"],
        ["Kode", "Per Tanggal", "Fisik (%)", "Realisasi Keuangan", "Kendala"],
        ["RA-1", DAY, 45, 700, "hujan"],
        [],
        ["Kode", "Per Tanggal", "Fisik (%)", "Realisasi Keuangan", "Kendala"],
        ["RA-2", DAY, 46, 800, "banjir"],
        ["Tabel 2"],
        ["Kode", "Per Tanggal", "Fisik (%)", "Kendala", "Realisasi Keuangan"],
        ["RA-3", DAY, 47, "macet", 900],
        ["Tanggal", "Kode", "Fisik", "Tindak Lanjut"],
        [DAY, "RA-4", 48, "dikejar"],
    ]
    for file in (read_reports(make(rows)) for make in (xlsx, xls, ods)):
        assert faults(file) == []
        assert field(file, "item_id") == ["RA-1", "RA-2", "RA-3", "RA-4"]
        assert field(file, "physical_percent") == [45, 46, 47, 48]
        assert field(file, "budget_realised") == [700, 800, 900, None]
        assert field(file, "obstacle") == ["hujan", "banjir", "macet", None]
        assert [table.row for table in file.tables] == [2, 8, 10]


def test_a_further_table_that_lacks_a_column_is_left_out_and_said() -> None:
    rows: Rows = [
        [*TWO, "Fisik (%)"],
        ["RA-1", DAY, 45],
        [*TWO, "Target (%)"],
        ["RA-2", DAY, 60],
        ["RA-3", DAY, 70],
    ]
    file = read_reports(xlsx(rows))
    assert field(file, "item_id") == ["RA-1"]
    (told,) = (note for note in file.notes if note.code == "table-incomplete")
    assert (told.row, "2 baris" in told.message.indonesian) == (3, True)
    assert "Fisik (%)" in told.message.indonesian
    file = read_reports(xlsx(rows), asked=Asked(columns_may_lack=True))
    assert [table.missing for table in file.tables] == [(), ("physical_percent",)]


def test_days_and_people_of_a_plan_are_none_of_a_report() -> None:
    parts = ["Tanggal", "Fisik (%)", "Penerima Manfaat (orang)"]
    rows: Rows = [
        ["Kode", "Target", None, None, "Realisasi", None, None, "Penerima Manfaat (target)"],
        [None, *parts, *parts, None],
        ["RA-1", "31 Desember 2026", 60, 500, "31 Oktober 2026", 45, 250, 900],
    ]
    (entry,) = read_reports(xlsx(rows, [(0, 1, 0, 3), (0, 4, 0, 6)])).entries
    assert entry.faults == []
    assert entry.fields == {
        "item_id": "RA-1", "as_of": DAY, "physical_percent": 45, "people_reached": 250
    }  # fmt: skip


def test_a_column_that_its_group_puts_in_doubt_can_be_named() -> None:
    rows: Rows = [
        [None, None, "LAPORAN TARGET 2026", None],
        [*TWO, "Fisik (%)", "Realisasi"],
        ["RA-1", DAY, 45, 700],
    ]
    merges: list[Merge] = [(0, 2, 0, 3)]
    file = read_reports(xlsx(rows, merges), asked=Asked(columns_may_lack=True))
    assert file.tables[0].missing == ("physical_percent",)
    names = {"fisik": "physical_percent", "realisasi": "budget_realised"}
    assert figures(read_reports(xlsx(rows, merges), asked=Asked(names))) == [45, 700, None]


def test_a_sheet_of_a_hundred_tables_is_read_and_one_more_is_refused() -> None:
    turned = [[*TWO, "Fisik (%)"], ["Fisik (%)", *TWO]]
    rows = [cells for n in range(100) for cells in (turned[n % 2], [])]
    assert len(read_reports(xlsx(rows), asked=Asked(columns_may_lack=True)).tables) == 100
    with pytest.raises(ValueError, match="too-many-tables"):
        read_reports(xlsx([*rows, turned[0]]), asked=Asked(columns_may_lack=True))
