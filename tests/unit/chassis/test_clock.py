from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.clock import FIRST, LAST, to_millisecond

EAST, WEST = timezone(timedelta(hours=14)), timezone(-timedelta(hours=14))


@pytest.mark.parametrize(
    ("instant", "kept"),
    [
        (datetime(1, 1, 1, tzinfo=EAST), FIRST),
        (datetime(9999, 12, 31, 23, 59, tzinfo=WEST), LAST.replace(microsecond=999_000)),
        (datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8))),
         datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_an_instant_beyond_the_calendar_of_utc_is_its_first_or_last(
    instant: datetime, kept: datetime
) -> None:
    assert to_millisecond(instant) == kept


@given(st.datetimes(timezones=st.sampled_from([EAST, WEST, UTC])))
def test_every_instant_can_be_kept(instant: datetime) -> None:
    assert to_millisecond(instant).microsecond % 1000 == 0
