"""What is typed into the report form, and what it means."""

from datetime import UTC, date, datetime

import pytest

from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tracker.items.item import Item, change_to
from tracker.pages.report_form import FIELDS, first_form, read_form
from tracker.status.progress import fold
from tracker.status.rule_set import read_rules

TODAY = date(2026, 6, 15)


def typed(**values: str) -> dict[str, str]:
    good = {"physical_percent": "45", "budget_realised": "100", "as_of": "2026-06-14"}
    return {**dict.fromkeys(FIELDS, ""), **good, **values}


@pytest.mark.parametrize(
    ("text", "percent"), [("45", 45), ("45,5", 45.5), ("45.5 %", 45.5), ("0", 0), ("100", 100)]
)
def test_a_percentage_is_read_as_people_write_it(text: str, percent: float) -> None:
    body = read_form(typed(physical_percent=text)).body
    assert body is not None
    assert body.physical_percent == percent


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("1,25 miliar", 1_250_000_000),
        ("1.250.000.000", 1_250_000_000),
        ("Rp 950 juta", 950_000_000),
        ("0", 0),
        ("", None),
    ],
)
def test_money_is_read_as_people_write_it_and_blank_is_not_zero(
    text: str, money: int | None
) -> None:
    body = read_form(typed(budget_realised=text)).body
    assert body is not None
    assert body.budget_realised == money


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("physical_percent", ""),
        ("physical_percent", "banyak"),
        ("physical_percent", "100,1"),
        ("physical_percent", "-1"),
        ("physical_percent", "9" * 400),
        ("budget_realised", "banyak"),
        ("budget_realised", "-5"),
        ("budget_realised", "1,5"),
        ("budget_realised", "0,5"),
        ("as_of", ""),
        ("as_of", "kemarin"),
        ("as_of", "2026-02-30"),
        ("obstacle", "x" * 4_001),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_and_the_rest_is_kept(
    field: str, text: str
) -> None:
    form = read_form(typed(**{field: text}))
    assert form.body is None
    assert list(form.errors) == [field]
    assert form.values["as_of"] == (text if field == "as_of" else "2026-06-14")


def test_every_field_that_is_wrong_is_said_at_once() -> None:
    wrong = typed(physical_percent="?", budget_realised="?", as_of="?")
    assert list(read_form(wrong).errors) == ["physical_percent", "budget_realised", "as_of"]


def test_the_form_begins_with_the_latest_figures_and_they_are_read_back_unchanged() -> None:
    progress = fold([a_mark(45.5, date(2026, 5, 31), money=1_250_000_000)])
    item = change_to(None, Item(a_plan(), progress), NOON, read_rules()).after
    values = first_form(item, TODAY, "k")
    assert (values["physical_percent"], values["budget_realised"]) == ("45,5", "1.250.000.000")
    body = read_form(values).body
    assert body is not None
    assert (body.physical_percent, body.budget_realised, body.as_of) == (
        45.5,
        1_250_000_000,
        TODAY,
    )


def test_the_first_report_of_an_item_is_not_prefilled() -> None:
    item = change_to(None, Item(a_plan()), NOON, read_rules()).after
    values = first_form(item, TODAY, "k")
    assert (values["physical_percent"], values["budget_realised"]) == ("", "")


def test_a_draft_says_when_it_was_written() -> None:
    form = read_form(typed(written_at="2026-06-14T01:30:00.250Z"))
    assert form.written_at == datetime(2026, 6, 14, 1, 30, 0, 250_000, tzinfo=UTC)
    assert read_form(typed()).written_at is None


@pytest.mark.parametrize("text", ["kemarin", "2026-06-14T01:30:00", "9" * 80])
def test_a_draft_of_unknown_time_is_not_taken_for_one_of_now(text: str) -> None:
    assert list(read_form(typed(written_at=text)).errors) == ["as_of"]
