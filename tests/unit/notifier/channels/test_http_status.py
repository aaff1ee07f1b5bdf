from datetime import UTC, datetime

import pytest

from notifier.channels.http_status import WAIT_MOST, is_final, is_taken, wait_seconds

NOW = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("statuses", "taken", "final"),
    [
        ((200, 201, 202, 204, 299), True, False),
        ((400, 401, 403, 404, 410, 413, 422, 451, 499), False, True),
        ((408, 425, 429), False, False),
        ((100, 300, 301, 302, 307, 308, 500, 502, 503, 599), False, False),
    ],
)
def test_what_an_answer_means(statuses: tuple[int, ...], taken: bool, final: bool) -> None:
    assert {(is_taken(one), is_final(one)) for one in statuses} == {(taken, final)}


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("120", 120),
        (" 7 ", 7),
        ("999999999999", WAIT_MOST),
        ("-5", 0),
        ("1.5", 0),
        ("٣", 0),
        ("besok", 0),
        ("Mon, 30 Nov 2026 05:01:30 GMT", 90),
        ("Mon, 30 Nov 2026 04:00:00 GMT", 0),
        ("Mon, 30 Nov 2099 04:00:00 GMT", WAIT_MOST),
        ("Mon, 30 Nov 2026 05:01:30", 90),
    ],
)
def test_how_long_is_waited(asked: str | None, seconds: float) -> None:
    assert wait_seconds(asked, NOW) == pytest.approx(seconds, abs=0.001)
