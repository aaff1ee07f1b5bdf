import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.terminal import cut, escaped, escaped_lines


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("KUKAR-1 naik 40 %", "KUKAR-1 naik 40 %"),
        ("Tenggarong – é 日", "Tenggarong – é 日"),
        ("\x1b[2J\x1b]0;judul\x07", r"\x1b[2J\x1b]0;judul\x07"),
        ("satu\r\ndua\ttiga", r"satu\r\ndua\ttiga"),
        ("\x9b31m", r"\x9b31m"),  # the one-byte form of ESC [
        ("kiri\u202ekanan", r"kiri\u202ekanan"),  # turns the reading direction around
        ("\ud800", r"\ud800"),  # no terminal can be given half a pair
    ],
)
def test_what_does_not_print_is_written_out(given: str, shown: str) -> None:
    assert escaped(given) == shown


@given(st.text())
def test_nothing_that_is_escaped_can_move_a_cursor_or_fail_to_be_written(text: str) -> None:
    shown = escaped(text)
    assert shown.isprintable()
    shown.encode()


def test_lines_stay_lines() -> None:
    assert escaped_lines("{\n  \x1b\n}") == "{\n  \\x1b\n}"


def test_what_is_too_long_says_that_it_was_cut() -> None:
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdefg", 6) == "abcde…"
