import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.digits import numbering, whole_number


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("17", 17), ("007", 7), ("9" * 9, 10**9 - 1)]
)
def test_plain_digits_are_a_number(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text", ["", " 1", "-1", "1.0", "²", "1²", "①", "٣", "１", "9" * 10, "9" * 5000]
)
def test_nothing_else_is(text: str) -> None:
    assert whole_number(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), ("(3)", 3), ("③", 3), ("³", 3), ("⑶", 3), ("１２", 12), ("⑫", 12)],
)
def test_a_row_of_column_numbers_may_be_written_in_many_ways(text: str, number: int) -> None:
    assert numbering(text) == number


@pytest.mark.parametrize("text", ["", "1001", "٣", "½", "a", "1        x", "3.1", "Ⅷ"])
def test_other_texts_count_nothing(text: str) -> None:
    assert numbering(text) is None


@given(st.text())
def test_no_text_is_an_error(text: str) -> None:
    assert whole_number(text) in {None, *range(10**1)} or text.isascii()
    assert numbering(text) is None or 0 <= (numbering(text) or 0) < 1000
