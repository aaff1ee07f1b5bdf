"""How long something may have waited unread."""

from chassis.kafka.freshness import Freshness


def test_data_is_as_old_as_the_consumer_that_has_waited_longest() -> None:
    clock = [100.0]
    freshness = Freshness(lambda: clock[0])
    assert freshness.behind_seconds() == 0
    freshness.watched("plan")
    freshness.watched("reports")
    clock[0] = 170.0
    freshness.watched("plan")
    freshness.has_read_all("reports")
    assert freshness.behind_seconds() == 70
    freshness.has_read_all("plan")
    clock[0] = 175.0
    assert freshness.behind_seconds() == 5
