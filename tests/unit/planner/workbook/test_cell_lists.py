from datetime import date

import pytest

from chassis.sheets.cell import Cell
from chassis.sheets.percent_column import PercentColumn
from chassis.sheets.refusal import Unreadable
from contracts.words import PartnerKind
from planner.items.item import Milestone, Partner
from planner.workbook.cell_lists import (
    addresses_of,
    parts_of,
    read_milestones,
    read_partners,
    weights_in,
    write_milestones,
    write_partners,
    write_percent,
)

POINTS = PercentColumn(None)


def test_parts_are_between_semicolons_or_line_ends() -> None:
    assert parts_of("A; B\nC;;\r\n D ") == ["A", "B", "C", "D"]


def test_mail_addresses_are_also_between_commas() -> None:
    assert addresses_of("a@x.id, b@x.id,\nc@x.id; d@x.id") == [
        *("a@x.id", "b@x.id", "c@x.id", "d@x.id")
    ]


def test_a_partner_keeps_brackets_that_belong_to_its_name() -> None:
    assert read_partners("PT Pupuk (Persero), Tbk (swasta); UNMUL (perguruan tinggi)") == (
        Partner("PT Pupuk (Persero), Tbk", PartnerKind.BUSINESS),
        Partner("UNMUL", PartnerKind.ACADEMIA),
    )


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("PT Maju", "partner-kind-missing"),
        ("PT Maju (teman)", "unknown-word"),
        ("PT Maju (swasta), UNMUL (perguruan tinggi)", "several-partners"),
        ("PT Maju (swasta) dan UNMUL (perguruan tinggi)", "several-partners"),
        ("PT Maju (swasta) / CV Jaya (swasta) & UNMUL (kampus)", "several-partners"),
    ],
)
def test_a_partner_without_exactly_one_known_kind_is_refused(written: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_partners(written)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Siap", "milestone-shape"),
        ("Siap | 1 Mei 2026", "milestone-shape"),
        ("| 1 Mei 2026 | 30%", "milestone-shape"),
        ("Siap | Mei 2026 | 30%", "date-incomplete"),
        ("Siap | 1 Mei 2026 | banyak", "not-a-number"),
    ],
)
def test_a_milestone_that_cannot_be_read_says_why(written: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_milestones(written, POINTS)

    assert refused.value.code == code


def test_weights_written_as_fractions_are_taken_times_a_hundred() -> None:
    (step,) = read_milestones("Siap | 1 Mei 2026 | 0,3", PercentColumn("fraction"))

    assert step == Milestone("Siap", date(2026, 5, 1), 30.0)


def test_a_percent_sign_decides_for_its_weight() -> None:
    (step,) = read_milestones("Siap | 1 Mei 2026 | 0,3%", PercentColumn("fraction"))

    assert step.weight == 0.3


def test_only_weights_without_a_sign_need_a_decision() -> None:
    cells: list[Cell] = ["A | 1 Mei 2026 | 30%; B | 2 Mei 2026 | 0,4", "C | 3 Mei 2026 | 0.5", 7]

    assert [float(figure.amount) for figure in weights_in(cells)] == [0.4, 0.5]


def test_what_is_written_is_read_back() -> None:
    steps = (Milestone("Siap", date(2026, 5, 1), 33.3), Milestone("B", date(2026, 6, 1), 5.0))
    partners = (Partner("PT X (Tbk)", PartnerKind.BUSINESS),)

    assert read_milestones(write_milestones(steps), POINTS) == steps
    assert read_partners(write_partners(partners)) == partners


@pytest.mark.parametrize(("points", "text"), [(5.6, "5,6%"), (100.0, "100%"), (1e-5, "0,00001%")])
def test_a_percentage_is_written_with_its_sign(points: float, text: str) -> None:
    assert write_percent(points) == text
