import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.http.problem import Fault, Problem
from chassis.text import Text, language_of, says_nothing


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "id"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("fr,en;q=0.5", "en"),
        ("fr", "id"),
        ("*", "id"),
        ("en;q=zzz", "id"),
        ("\x00;;;,,", "id"),
        ("xx", "id"),
        ("xx-YY,en", "en"),
        ("en;q=0", "id"),
        ("en;q=nan", "id"),
        ("EN-us ; q=0.5, id;q=0.4", "en"),
    ],
)
def test_indonesian_unless_the_reader_asks_for_english(header: str, language: str) -> None:
    assert language_of(header) == language


@given(st.text())
def test_there_is_a_language_whatever_the_header_holds(header: str) -> None:
    assert language_of(header) in {"id", "en"}


def test_a_problem_says_its_code_its_field_and_what_to_do_in_the_readers_language() -> None:
    fault = Fault("as_of", "as-of-in-future", Text("belum tiba", "has not come yet"))
    problem = Problem(422, "refused", Text("Ditolak.", "Refused."), (fault,))
    body = problem.body("en", "/x")
    assert body["code"] == "refused"
    assert body["detail"] == "Refused."
    assert body["errors"] == [
        {"field": "as_of", "code": "as-of-in-future", "message": "has not come yet"}
    ]


@pytest.mark.parametrize("words", ["", " ", "\n\t", "\x00", "\u200b\ufeff", "\u202e \u00a0"])
def test_what_no_reader_sees_says_nothing(words: str) -> None:
    assert says_nothing(words)
    assert not says_nothing(f"{words}a")
