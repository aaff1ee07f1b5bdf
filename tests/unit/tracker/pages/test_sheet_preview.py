"""What is shown of a spreadsheet of reports before it is recorded: what is marked comes first."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from tests.unit.tracker.plans import NOON, a_mark, a_plan, a_report
from tracker.items.item import Item, change_to
from tracker.pages.sheet_preview import ROWS_MOST, SheetPreview, preview_of
from tracker.plausibility.mark import PlausibilityMark, PlausibilityRule
from tracker.report_sheets.judging import NEW, REFUSED, JudgedRow, JudgedSheet
from tracker.reporting.report_rows import ReportRow
from tracker.status.progress import fold
from tracker.status.rule_set import read_rules

ITEM = change_to(
    None, Item(a_plan(), fold([a_mark(40.0, date(2026, 5, 31))])), NOON, read_rules()
).after
FALLS = PlausibilityMark(PlausibilityRule.FALLING, {"physical_before": 40.0, "physical": 30.0})
ROUND = PlausibilityMark(PlausibilityRule.ROUND_FIGURES, {"reports": 6, "multiple_of": 5.0})


def preview(
    physical: Sequence[float], marks: Mapping[str, Sequence[PlausibilityMark]]
) -> SheetPreview:
    """Of one new report for each percent, and a row that is refused."""
    rows: list[Any] = []
    for number, percent in enumerate([*physical, 200.0]):
        report = a_report(
            report_id=f"r-{number}", physical_percent=min(percent, 100.0), budget_realised=500
        )
        entry = ReportRow("Laporan", number, cast("Any", None), [], {"item_id": "KUKAR-QW-01"})
        rows.append(JudgedRow(entry, NEW if percent <= 100 else REFUSED, report, ITEM, []))
    return preview_of(JudgedSheet(rows, [], [], 0), {}, marks)


def test_what_will_be_marked_comes_first_with_why_and_how_many_there_are() -> None:
    last = ROWS_MOST + 20
    shown = preview([41.0] * last + [30.0, 42.0], {f"r-{last}": [FALLS, ROUND], "r-7": [ROUND]})
    assert [row.marks for row in shown.new[:3]] == [[ROUND], [FALLS, ROUND], ()]
    assert (shown.marked, shown.new_more) == (2, 22)
    names = {name.indonesian: count for name, count in shown.marked_by}
    assert names == {"Angka bulat terus": 2, "Angka kumulatif turun": 1}
    assert shown.counts["new"] == last + 2, "none is refused for it"


def test_what_a_mark_says_is_not_said_twice() -> None:
    assert preview([30.0], {}).warned == 1
    assert preview([30.0], {"r-0": [FALLS]}).warned == 0
    assert preview([30.0], {"r-0": [ROUND]}).warned == 1
