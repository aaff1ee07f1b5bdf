"""Which field a column that is not known may be."""

import pytest

from chassis.sheets.columns import Column, Table

TABLE = Table.of(
    "uji",
    Column("obstacle", "Kendala", ("Hambatan",)),
    Column("physical_percent", "Fisik (%)", ("Realisasi fisik",)),
    Column("title", "Nama"),
)
ALL = ("obstacle", "physical_percent", "title")


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Kendala di lapangan", "obstacle"),
        ("Kendla", "obstacle"),
        ("Hambatan/Kendala", "obstacle"),
        ("Realisasi Fisik kumulatif (%)", "physical_percent"),
        ("realisasi fisk", "physical_percent"),
        ("Warna pagar", None),
        ("", None),
        ("²", None),
        ("x" * 5000, None),
    ],
)
def test_it_is_the_field_whose_header_is_alike_or_within(header: str, field: str | None) -> None:
    assert TABLE.nearest(header, ALL) == field


def test_a_field_that_has_its_column_is_not_proposed() -> None:
    assert TABLE.nearest("Kendala di lapangan", ("title", "physical_percent")) is None
    assert TABLE.nearest("Kendala di lapangan", ()) is None
