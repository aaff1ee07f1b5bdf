import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.http.paging import after, cursor_after, page
from chassis.http.problem import Problem


@given(st.text(min_size=1))
def test_a_cursor_leads_back_to_where_it_was_made(name: str) -> None:
    if name.isprintable():
        assert after(cursor_after(name)) == name


@pytest.mark.parametrize("cursor", ["%%%", "ä", "_"])
def test_a_cursor_nobody_gave_is_refused_by_name(cursor: str) -> None:
    with pytest.raises(Problem) as caught:
        after(cursor)
    assert caught.value.faults[0].field == "cursor"


def test_the_last_page_has_no_next() -> None:
    rows = [{"item_id": str(n)} for n in range(3)]
    assert page(rows, 3, "item_id")["next"] is None
    assert page(rows, 2, "item_id") == {"items": rows[:2], "next": cursor_after("1")}
