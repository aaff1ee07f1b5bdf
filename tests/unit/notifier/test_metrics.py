"""What the gauges show."""

from prometheus_client import CollectorRegistry

from notifier.alerting.census import Census, OpenAlerts
from notifier.metrics import NotifierMetrics


def shown(registry: CollectorRegistry, name: str, **labels: str) -> float | None:
    return registry.get_sample_value(name, labels)


def test_a_known_region_without_an_alert_shows_none_and_one_that_is_gone_is_not_shown() -> None:
    registry = CollectorRegistry()
    metrics = NotifierMetrics(registry, lambda: ["late", "critical"])
    counts = {("kukar", "late"): 2, ("paser", "late"): 1}
    metrics.show(Census(OpenAlerts(counts, 1), ["kukar", "paser"]))
    metrics.show(Census(OpenAlerts({("kukar", "late"): 2}, 1), ["kukar"]))
    assert shown(registry, "aksi_alerts_open", region="kukar", rule="late") == 2
    assert shown(registry, "aksi_alerts_open", region="kukar", rule="critical") == 0
    assert shown(registry, "aksi_alerts_open", region="paser", rule="late") is None
    assert shown(registry, "aksi_alerts_without_recipient") == 1


def test_a_channel_shows_what_waits_and_what_was_given_up_also_when_that_is_nothing() -> None:
    registry = CollectorRegistry()
    metrics = NotifierMetrics(registry, lambda: ["late"], ["mail", "telegram"])
    metrics.show_deliveries({"mail": 3}, {"mail": 4, "telegram": 1}, refused=2)
    metrics.show_deliveries({"mail": 3}, {"mail": 4}, refused=2)
    assert shown(registry, "aksi_deliveries_pending", channel="mail") == 3
    assert shown(registry, "aksi_deliveries_pending", channel="telegram") == 0
    assert shown(registry, "aksi_deliveries_failed", channel="mail") == 4
    assert shown(registry, "aksi_deliveries_failed", channel="telegram") == 0
    assert shown(registry, "aksi_addresses_refused") == 2


def test_every_outcome_and_rule_is_shown_before_the_first() -> None:
    registry = CollectorRegistry()
    NotifierMetrics(registry, lambda: ["late"])
    for outcome in ("sent", "retried", "failed"):
        assert shown(registry, "aksi_deliveries_total", channel="mail", outcome=outcome) == 0
    assert shown(registry, "aksi_alert_delay_seconds_count", rule="late") == 0


def test_a_channel_that_rests_is_shown() -> None:
    registry = CollectorRegistry()
    metrics = NotifierMetrics(registry, lambda: ["late"])
    assert shown(registry, "aksi_channel_closed", channel="mail") == 0
    metrics.channel_is_closed("mail", True)
    assert shown(registry, "aksi_channel_closed", channel="mail") == 1


def test_nothing_that_comes_of_a_mail_is_a_series_that_was_not_there_at_zero() -> None:
    """A series that begins at 1 is no change to rate() and increase()."""

    def series() -> dict[tuple[str, str], float]:
        return {
            (one.name, str(sorted(one.labels.items()))): one.value
            for family in registry.collect()
            if family.type in ("counter", "histogram")
            for one in family.samples
            if not one.name.endswith("_created")
        }

    registry = CollectorRegistry()
    metrics = NotifierMetrics(registry, lambda: ["late", "critical"], ["mail", "telegram"])
    before = series()
    assert set(before.values()) == {0}
    for rule in ("late", "critical"):
        for channel in ("mail", "telegram"):
            metrics.handed_over(channel, rule, 1.0)
            metrics.not_handed_over(channel, given_up=True)
            metrics.not_handed_over(channel, given_up=False)
            metrics.held_back(channel, 2)
            metrics.withdrawn(channel, 1)
    assert series().keys() == before.keys()
