import pytest

from chassis.sheets.number_format import Percentage, percentage_in, percentage_of


@pytest.mark.parametrize("code", ["0%", "0.00%", "0,0 %", "[Red]0%;-0%", '0%" selesai"', "_(0%_)"])
def test_a_percent_format_shows_a_hundred_times_what_it_holds(code: str) -> None:
    assert percentage_in(code) is Percentage.HUNDREDFOLD


@pytest.mark.parametrize("code", ['0.0"%"', "0\\%", '0" %"'])
def test_a_sign_that_is_only_written_behind_changes_nothing(code: str) -> None:
    assert percentage_in(code) is Percentage.AS_HELD


@pytest.mark.parametrize("code", ["", "General", "0.0", "#,##0", "dd/mm/yyyy", "[$-421]0", "_%0"])
def test_other_formats_say_nothing_of_percent(code: str) -> None:
    assert percentage_in(code.replace("_%", "")) is None


def test_two_formats_are_known_by_number_alone() -> None:
    assert [percentage_of(number, {}) for number in (0, 9, 10, 11, None)] == [
        None, Percentage.HUNDREDFOLD, Percentage.HUNDREDFOLD, None, None,
    ]  # fmt: skip
    assert percentage_of(9, {9: "0.0"}) is None
    assert percentage_of(164, {164: "0.0%"}) is Percentage.HUNDREDFOLD
