"""What people have typed is no formula in a CSV file."""

import csv
from io import StringIO

import pytest

from chassis.sheets.csv_rows import csv_of


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1"])
def test_a_cell_that_would_be_a_formula_is_text(typed: str) -> None:
    ((number, shown),) = csv.reader(StringIO(csv_of([(7, typed)]), newline=""))
    assert (number, shown) == ("7", f"'{typed}")


def test_other_cells_are_as_they_are() -> None:
    cells = ["dinkes.pptk", 'a "b", c', "1=1", ""]
    assert list(csv.reader(StringIO(csv_of([cells]), newline=""))) == [cells]
