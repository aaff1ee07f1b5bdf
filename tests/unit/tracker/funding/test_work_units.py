"""Files of several units of one agency: beside each other, or one for another."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.unit.tracker.funding.test_export import realisations
from tracker.funding.documents import Upload, figure_document, figure_of, standing_of
from tracker.funding.doubts import exceeding, falling, rivals
from tracker.funding.export import Answer, ReadSheet, Said, said_in, sheets_of
from tracker.funding.figure import Figure, Money, SubActivity
from tracker.funding.funding import Funding, courses, funding_of
from tracker.funding.lacks import Lack, Why, lacking
from tracker.funding.work_units import Standing, effect_of, unit_faults

ONE, TWO = SubActivity("DLHK", "2.11.03.2.01.0001"), SubActivity("DLHK", "2.11.03.2.01.0002")
AT, START, ZONE = datetime(2027, 1, 5, tzinfo=UTC), date(2026, 2, 1), "Asia/Makassar"
A, B = "UPTD A", "UPTD B"


def figure(  # noqa: PLR0917 - as in a row
    unit: str,
    last: int,
    rupiah: int,
    of: SubActivity = ONE,
    day: int = 0,
    kind: Money = Money.SPENT,
) -> Figure:
    at = AT + timedelta(days=day)
    return Figure(of, 2026, kind, 1, last, rupiah, at, f"{unit}-{day}", "Pohon", unit)


def money(*figures: Figure) -> Funding | None:
    return funding_of({2026: {one.of for one in figures}}, figures, START, ZONE)


def test_units_add_up_and_each_replaces_its_own() -> None:
    both = figure(A, 4, 100), figure(B, 4, 30)
    assert money(*both) == Funding(date(2026, 4, 30), 130)
    assert money(*both, figure(A, 4, 90, day=1)) == Funding(date(2026, 4, 30), 120)
    assert money(*both, figure("", 4, 7)) == Funding(date(2026, 4, 30), 137)


def test_money_is_known_up_to_the_month_of_every_unit_and_who_lacks_is_named() -> None:
    figures = [figure(A, 4, 100), figure(B, 4, 30), figure(A, 5, 120)]
    assert money(*figures) == Funding(date(2026, 4, 30), 130)
    assert lacking({2026: {ONE}}, figures, START, date(2026, 12, 31)) == [
        Lack(2026, ONE, Why.NOT_SENT, B)
    ]
    assert money(*figures, figure(B, 5, 31)) == Funding(date(2026, 5, 31), 151)


def test_budgets_are_those_of_plans_or_of_realisations_and_not_of_both() -> None:
    plan = [
        replace(figure("", 12, 500, kind=kind), file="rak")
        for kind in (Money.BUDGET, Money.PLANNED)
    ]
    said = [figure(A, 12, 300, day=1, kind=Money.BUDGET), figure(A, 4, 9, day=1)]
    said += [figure(B, 12, 200, day=2, kind=Money.BUDGET), figure(B, 4, 9, day=2)]
    (course,) = courses({2026: {ONE}}, [*plan, *said])
    assert (course.budget, course.planned[11], course.spent[3]) == (500, 500, 18)
    later = [replace(one, said_at=AT + timedelta(days=9), rupiah=450) for one in plan]
    (course,) = courses({2026: {ONE}}, [*later, *said])
    assert course.budget == 450


def test_neither_order_nor_repetition_changes_the_money_of_units() -> None:
    chance = random.Random(31)
    known = 0
    for _ in range(300):
        figures = [
            replace(
                figure(unit, last, chance.randint(0, 900), of, chance.randint(0, 9), kind),
                year=year,
                first=chance.choice((1, 1, last)),
            )
            for of in (ONE, TWO)
            for unit in chance.sample(("", A, B), 2)
            for year in (2026, 2027)
            for kind in (Money.SPENT, Money.SPENT, Money.BUDGET)
            for last in (12, chance.randint(1, 12))
        ]
        # of one file and the same months the last of equal ones is not told apart
        unique = {(f.of, f.year, f.money, f.first, f.last, f.file): f for f in figures}
        figures = [*unique.values()]
        again = chance.sample(figures, len(figures)) + chance.choices(figures, k=6)
        linked = {2026: {ONE}, 2027: {ONE, TWO}}
        due = date(2027, 12, 31)
        found = [
            (
                funding_of(linked, those, START, ZONE),
                courses(linked, those),
                lacking(linked, those, START, due),
            )
            for those in (figures, again)
        ]
        known += found[0][0] is not None
        assert found[0] == found[1]
    assert known > 50


def test_what_one_unit_spent_is_not_less_than_another_did() -> None:
    known = [figure(A, 4, 100)]
    assert falling([figure(B, 7, 30)], known) is None
    assert falling([figure(A, 7, 30)], known) == (2026, 4, 100, 30)
    budget = [figure("", 12, 120, kind=Money.BUDGET)]
    assert exceeding([figure(B, 4, 30)], [*known, *budget]) == (2026, 4, 120, 130)


(READ,) = sheets_of(realisations(Sheet1=(400_500, 0)))


def sheet(*codes: str, unit: str = "", month: int | None = 4) -> ReadSheet:
    return replace(READ, codes=frozenset(codes), work_unit=unit, month=month, year=2026)


def standing(*codes: str, unit: str = "", month: int = 4, in_file: str = "") -> Standing:
    codes_, months = frozenset(codes), frozenset({month})
    name = f"{unit}{month}"
    return Standing(name, name, AT, Money.SPENT, unit, in_file or unit, months, codes_)


@pytest.mark.parametrize(
    ("new", "there", "unit"),
    [
        (sheet("1"), [], ""),
        (sheet("1", unit=A), [], A),
        # of the same unit, or the same set
        (sheet("1", "2", unit=A), [standing("2", "3", unit=A)], A),
        (sheet("1", "2"), [standing("1", "2")], ""),
        # another unit, or other sub kegiatan
        (sheet("1", unit=B), [standing("1", unit=A)], B),
        (sheet("1"), [standing("2")], ""),
        # some are the same and some are not
        (sheet("1", "2"), [standing("2", "3")], None),
        (sheet("1"), [standing("1", "2")], None),
        (sheet("1", "2"), [standing("1")], None),
        (sheet("1", "2"), [standing("2", "3"), standing("1", "2")], ""),
        (sheet("1", "2"), [standing("2", "3", month=3)], ""),
        # one of them says its unit, the other none
        (sheet("1"), [standing("1", unit=A)], None),
        (sheet("1", unit=A), [standing("1", "2")], None),
        (sheet("1", unit=A), [standing("2")], A),
        (sheet("1", unit=A), [standing("1", "2"), standing("1", unit=A)], A),
        (sheet("1", unit=A), [standing("1", "2", in_file=A)], ""),
    ],
)
def test_whose_figures_they_are(new: ReadSheet, there: list[Standing], unit: str | None) -> None:
    effect = effect_of(new, Answer(), there)
    assert (effect.work_unit, effect.asks) == (unit, unit is None)
    asked = [fault.field for fault in unit_faults([new], {new.number: effect})]
    assert asked == (["unit:1"] if unit is None else [])
    if unit is None:
        for answer in ("", A, B):
            assert effect_of(new, Answer(work_unit=answer), there).work_unit == answer


def test_what_is_replaced_and_what_goes_on_to_count_is_told() -> None:
    own, other, more = standing("1", "2"), standing("1", unit=B), standing("1", "2", month=3)
    effect = effect_of(sheet("1", "2"), Answer(work_unit=""), [own, other, more])
    assert (effect.replaced, effect.beside) == ([own], [other])
    effect = effect_of(sheet("1", "2"), Answer(work_unit=A), [own, other, more])
    assert (effect.replaced, effect.beside) == ([], [own, other])
    unknown = effect_of(sheet("1", "2", month=None), Answer(), [own, more])
    assert unknown.replaced == [own, more], "which of them is not known before the month is"


def test_two_sheets_of_one_month_are_two_units_when_they_say_so() -> None:
    answers = {1: Answer(month=3, work_unit=A), 2: Answer(month=3, work_unit=B)}
    file = realisations(Lembar_A=(300_000, 0), Lembar_B=(90_000, 0))
    assert list(rivals(sheets_of(file), answers)) == []
    cumulative = {number: one._replace(cumulative=True) for number, one in answers.items()}
    spent = [one for one in said_in(file, cumulative) if one.money is Money.SPENT]
    assert {(one.work_unit, one.rupiah) for one in spent} == {(A, 300_000), (B, 90_000)}


STORED_BEFORE = {
    "_id": "DLHK/2026/2.11.03.2.01.0001/spent/1-4/f",
    "agency": "DLHK",
    "region": "kukar",
    "year": 2026,
    "code": "2.11.03.2.01.0001",
    "name": "Pohon",
    "money": "spent",
    "first": 1,
    "last": 4,
    "rupiah": 100,
    "file": "f",
    "sha256": "0" * 64,
    "file_name": "lra.xlsx",
    "said_at": AT,
    "by": "pptk",
}
"""A figure as it was stored before figures were of a unit."""


def test_a_figure_stored_before_there_were_units_is_of_none_that_is_named() -> None:
    old = figure_of(STORED_BEFORE)
    assert old == Figure(ONE, 2026, Money.SPENT, 1, 4, 100, AT, "f", "Pohon", "")
    upload = Upload("f", "lra.xlsx", "pptk", "DLHK", "0" * 64, AT)
    said = Said(ONE.code, "Pohon", 2026, Money.SPENT, 1, 4, 100)
    assert figure_document(said, upload, "kukar", "pptk") == {
        **STORED_BEFORE,
        "work_unit": "",
        "unit_in_file": "",
    }
    of_unit = figure_document(replace(said, work_unit=A, unit_in_file=A), upload, "kukar", "pptk")
    assert of_unit["_id"] == f"{STORED_BEFORE['_id']}/{A}"
    assert figure_of(of_unit).work_unit == A
    row = {"_id": {"file": "f", "money": "spent"}, "name": "x", "at": AT, "unit_in_file": None}
    found = standing_of({**row, "months": [4], "codes": [ONE.code]})
    assert (found.work_unit, found.unit_in_file) == ("", "")
