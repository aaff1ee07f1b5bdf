"""What a whole file proves decides how its days and its decimal points are read; else it is asked
back.
"""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl

from chassis.sheets.limits import DEFAULT
from planner.workbook.export import write_plan
from planner.workbook.judging import JudgedPlan, judge, read_for
from planner.workbook.mending import Mending
from planner.workbook.preview import preview
from planner.workbook.refused_rows import write_refused
from tests.unit.planner.workbook.workbooks import (
    HEADERS,
    Kept,
    agency_cells,
    column,
    counts,
    item_cells,
    xlsx,
)

Rows = list[dict[str, Any]]


def sheets(rows: Rows) -> bytes:
    """A plan without milestones, some of whose cells are as given, by header."""
    cells = []
    for number, given in enumerate(rows, 1):
        item = item_cells(number)
        for header, value in {"Tonggak": "", **given}.items():
            item[column(header)] = value
        cells.append(item)
    return xlsx({"Rencana": [list(HEADERS), *cells], "Perangkat Daerah": agency_cells()})


def judged(*rows: dict[str, Any], **mended: str) -> JudgedPlan:
    file = read_for(sheets(list(rows)), DEFAULT, {}, "kukar", Mending({"Rencana": mended}))
    return judge(file, agencies={}, items={}, region="kukar", partial=False)


def codes(plan: JudgedPlan) -> list[tuple[str, str]]:
    return [(fault.cell or "", fault.fault.code) for one in plan.items for fault in one.faults]


def days(plan: JudgedPlan) -> list[tuple[date, date] | None]:
    return [(one.draft.start, one.draft.due) if one.draft else None for one in plan.items]


def test_a_day_that_proves_month_first_decides_for_the_whole_file() -> None:
    plan = judged(
        {"Mulai": "03/04/2026", "Selesai": "10/28/2026"},
        {"Mulai": "1 Februari 2026", "Selesai": "11/12/2026"},
    )

    assert days(plan) == [
        (date(2026, 3, 4), date(2026, 10, 28)),
        (date(2026, 2, 1), date(2026, 11, 12)),
    ]
    (said,) = [one.message.indonesian for one in plan.notes if one.code == "days-month-first"]
    assert "10/28/2026" in said


def test_days_that_nothing_decides_are_asked_back_with_both_readings() -> None:
    plan = judged(
        {"Mulai": "03/04/2026", "Selesai": "31 Desember 2026"},
        {"Mulai": "05/05/2026", "Selesai": date(2026, 12, 31)},
    )

    assert codes(plan) == [("L2", "date-two-ways")]
    (cell,) = preview(plan).doubtful
    assert cell.proposals == ("3 April 2026", "4 Maret 2026")


def test_days_that_contradict_each_other_decide_nothing() -> None:
    plan = judged(
        {"Mulai": "03/04/2026", "Selesai": "31/12/2026"},
        {"Mulai": "1 Januari 2026", "Selesai": "10/28/2026"},
    )

    assert codes(plan) == [("L2", "date-two-ways")]


def test_what_is_typed_on_the_page_proves_nothing_for_the_file() -> None:
    rows = [{"Mulai": "03/04/2026", "Selesai": "31 Desember 2026"}] * 2

    assert codes(judged(*rows, L2="28/03/2026")) == [("L3", "date-two-ways")]


def test_what_is_typed_on_the_page_is_not_turned_around_with_the_file() -> None:
    month_first = {"Mulai": "03/04/2026", "Selesai": "10/28/2026"}

    assert codes(judged(month_first, L2="05/04/2026")) == [("L2", "date-two-ways")]
    assert days(judged(month_first, L2="5 April 2026"))[0] == (date(2026, 4, 5), date(2026, 10, 28))


def test_days_within_milestones_prove_the_order_and_follow_it() -> None:
    day_first = judged(
        {"Mulai": "03/04/2026", "Tonggak": "Siap | 30/6/2026 | 100%"},
    )
    month_first = judged(
        {"Tonggak": "Siap | 6/30/2026 | 30%; Uji | 7/8/2026 | 70%"},
    )

    assert days(day_first) == [(date(2026, 4, 3), date(2026, 12, 31))]
    assert month_first.items[0].draft is not None
    assert [step.due for step in month_first.items[0].draft.milestones] == [
        date(2026, 6, 30),
        date(2026, 7, 8),
    ]


def test_a_milestones_day_that_nothing_decides_is_asked_back() -> None:
    assert codes(judged({"Tonggak": "Siap | 7/8/2026 | 100%"})) == [("N2", "date-two-ways")]


def test_both_days_in_one_cell_follow_the_order_of_the_file() -> None:
    head = [name for name in HEADERS if name not in {"Mulai", "Selesai"}]

    def read(*periods: str) -> JudgedPlan:
        rows: list[list[Any]] = [[*head, "Waktu Pelaksanaan"]]
        for number, period in enumerate(periods, 1):
            cells = dict(zip(HEADERS, item_cells(number), strict=True))
            rows.append([*("" if name == "Tonggak" else cells[name] for name in head), period])
        return Kept().judge(xlsx({"Rencana": rows, "Perangkat Daerah": agency_cells()}))

    proven = read("01/02/2026 s.d. 12/31/2026", "03/04/2026 - 10/11/2026")
    assert days(proven)[1] == (date(2026, 3, 4), date(2026, 10, 11))
    assert [code for _, code in codes(read("03/04/2026 - 10/11/2026"))] == ["date-two-ways"]


def test_dates_that_a_program_may_have_turned_around_are_asked_back() -> None:
    plan = judged({"Mulai": date(2026, 4, 3), "Selesai": "31/12/2026"})

    assert codes(plan) == [("L2", "date-two-ways")]


def test_a_group_after_a_point_is_asked_back_where_a_point_is_a_decimal_mark() -> None:
    plan = judged(
        {"Target": "3.125", "Baseline": "0.875", "Satuan": "indeks"},
        {"Target": "4,5", "Baseline": 1, "Satuan": "indeks"},
    )

    assert codes(plan) == [("R2", "ambiguous-number")]


def test_a_group_after_a_point_is_thousands_where_no_point_is_a_decimal_mark() -> None:
    plan = judged({"Target": "3.125", "Baseline": "0,875", "Satuan": "orang"})

    assert plan.items[0].draft is not None
    assert plan.items[0].draft.target == 3125


def test_a_decimal_point_anywhere_makes_a_group_of_money_doubtful() -> None:
    plan = judged({"Pagu (Rp)": "1.250"}, {"Pagu (Rp)": "1250000.50"})

    assert codes(plan) == [("S2", "ambiguous-number")]


def test_the_refused_rows_mean_by_themselves_what_they_meant_in_the_file() -> None:
    rows = [
        {
            "Mulai": "03/04/2026",
            "Selesai": "10/28/2026",
            "Tonggak": "Siap | 7/8/2026 | 100%",
            "Pilar": "Entah",
        },
        {"Mulai": "03/04/2026", "Target": "3.125", "Baseline": "0.875", "Satuan": "indeks"},
    ]
    book = openpyxl.load_workbook(BytesIO(write_refused(judged(*rows))))
    sheet = book["Rencana"]
    at = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, at["Pilar"], "Smart Living")
    assert sheet.cell(3, at["Target"]).value == "3.125 ?"
    agencies = book.create_sheet("Perangkat Daerah")
    for cells in agency_cells():
        agencies.append(cells)
    data = BytesIO()
    book.save(data)
    again = Kept().judge(data.getvalue())

    first, second = again.items
    assert first.draft is not None
    assert (first.draft.start, first.draft.due) == (date(2026, 3, 4), date(2026, 10, 28))
    assert first.draft.milestones[0].due == date(2026, 7, 8)
    assert {fault.fault.field for fault in second.faults} == {"target"}


def test_an_export_asks_nothing_of_its_days_and_numbers() -> None:
    kept = Kept()
    kept.take(sheets([{"Mulai": date(2026, 4, 3), "Target": 3.125, "Baseline": 0.875}] * 1))
    drafts = [one.draft for one in kept.items.values()]
    agencies = [one.draft for one in kept.agencies.values()]

    again = kept.judge(write_plan(drafts, agencies))
    assert counts(again) == (0, 0, 5, 0)
    assert codes(again) == []
