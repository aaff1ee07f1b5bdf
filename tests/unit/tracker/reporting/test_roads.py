"""Every field of a report comes in on every road, and out on every one. A new field gets a sample
here and a column in the workbook; where a road drops it, this fails.
"""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from chassis.kafka.envelope import Outgoing
from contracts import ProgressRecorded, ProgressSubmitted
from contracts.account import Account, Role
from contracts.report_content import ReportContent
from tests.unit.tracker.plans import NOON, a_plan
from tracker.items.item import Item, recorded_event
from tracker.items.view import detail_view
from tracker.reporting import post_report, report_rows, senders
from tracker.reporting.documents import report_document
from tracker.reporting.report import Report
from tracker.reporting.report_columns import REPORTS
from tracker.reporting.workbook import read_reports
from tracker.status.rule_set import read_rules

SAMPLE: dict[str, Any] = {
    "as_of": date(2026, 6, 14),
    "physical_percent": 41.5,
    "budget_realised": 1_250_000,
    "note": "Server terpasang",
    "obstacle": "Lelang mundur",
    "follow_up": "Rapat dengan penyedia",
    "obstacle_category": "pengadaan",
    "people_reached": 250,
    "corrects": "r-0",
}
OTHER = {
    "as_of": date(2026, 6, 13),
    "physical_percent": 42.5,
    "budget_realised": 1_250_001,
    "note": "lain",
    "obstacle": "lain",
    "follow_up": "lain",
    "obstacle_category": "cuaca",
    "people_reached": 251,
    "corrects": "r-00",
}
FIELDS = tuple(ReportContent.model_fields)
REQUIRED = {name for name, field in ReportContent.model_fields.items() if field.is_required()}
OFFICER = Account(username="petugas", role=Role.OFFICER, agency="DINKES", region="kukar")


def as_json(said: dict[str, Any]) -> bytes:
    return json.dumps(said, default=str).encode()


def by_http(said: dict[str, Any]) -> Report:
    body = post_report.ReportBody.model_validate_json(as_json(said))
    return post_report.report_of(
        body,
        written_at=body.submitted_at,
        report_id="r-1",
        item_id="KUKAR-QW-01",
        account=OFFICER,
        agency="DINKES",
        now=NOON,
    )


def by_kafka(said: dict[str, Any]) -> Report:
    sent = {"report_id": "r-1", "item_id": "KUKAR-QW-01", "agency": "DINKES", "submitted_at": NOON}
    event = ProgressSubmitted.model_validate_json(as_json({**sent, **said}))
    return senders.report_of(event)


def by_workbook(said: dict[str, Any]) -> Report:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Laporan")
    cells = {"item_id": "KUKAR-QW-01", **said}
    for number, column in enumerate(REPORTS.columns):
        sheet.write(0, number, column.header)
        if column.field in cells:
            sheet.write(1, number, cells[column.field])
    book.close()
    (row,) = read_reports(file.getvalue()).entries
    assert row.faults == []
    return report_rows.report_of(row, OFFICER, "DINKES", NOON)


ROADS = {"http": by_http, "kafka": by_kafka, "workbook": by_workbook}
every_road = pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
every_field = pytest.mark.parametrize("name", FIELDS)
Road = Callable[[dict[str, Any]], Report]


def saying(*names: str) -> dict[str, Any]:
    """A sample of what must be said, and of the fields called `names`."""
    return {name: SAMPLE[name] for name in FIELDS if name in REQUIRED or name in names}


def fact_of(report: Report) -> ProgressRecorded:
    """The fact as its readers have it, from the bytes that are published."""
    fact = recorded_event(report, Item(a_plan()), NOON)
    return ProgressRecorded.model_validate_json(Outgoing(fact, "id", NOON).value())


def test_there_is_a_sample_of_every_field() -> None:
    assert SAMPLE.keys() == OTHER.keys() == set(FIELDS)


@every_road
@every_field
def test_what_is_said_comes_in(road: Road, name: str) -> None:
    assert getattr(road(saying(name)).content, name) == SAMPLE[name]


@every_road
@every_field
def test_what_is_said_goes_out_as_a_fact_and_in_the_list_of_reports(road: Road, name: str) -> None:
    report = road(saying(name))
    fact = fact_of(report)
    row = report_document(recorded_event(report, Item(a_plan()), NOON), report.fingerprint)
    shown = detail_view(Item(a_plan()), [row], [], NOON, read_rules())["report_log"][0]
    assert getattr(fact, name) == SAMPLE[name]
    assert str(shown[name]) == str(SAMPLE[name])


@every_road
@every_field
def test_the_fingerprint_tells_other_content_by_each_field(road: Road, name: str) -> None:
    one, other = saying(name), {**saying(name), name: OTHER[name]}
    assert road(one).fingerprint == road(one).fingerprint
    assert road(one).fingerprint != road(other).fingerprint


@every_field
def test_a_row_that_says_anything_else_is_another_report(name: str) -> None:
    other = {**saying(name), name: OTHER[name]}
    assert by_workbook(saying(name)).report_id == by_workbook(saying(name)).report_id
    assert by_workbook(saying(name)).report_id != by_workbook(other).report_id


@every_road
@pytest.mark.parametrize("name", sorted(set(FIELDS) - REQUIRED))
def test_what_is_not_said_is_not_made_up(road: Road, name: str) -> None:
    report = road(saying())
    said = (
        report.content.stated_budget if name == "budget_realised" else getattr(report.content, name)
    )
    assert said in (None, "")
