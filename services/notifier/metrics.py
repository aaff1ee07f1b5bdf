"""The notifier's metrics. One closed list, each explained once.

A value from the database is a gauge, the same on every replica; what a replica did is a counter.
"""

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from notifier.alerting.census import Census
from notifier.delivery.delivery import MAIL

DELAYS = (0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400)

HOUR, DAY = 3600, 86400
ANSWERS_TAKE = (600, HOUR, 4 * HOUR, DAY, 2 * DAY, 3 * DAY, 5 * DAY, 7 * DAY, 14 * DAY, 30 * DAY)


class NotifierMetrics:
    """Gauges, counters and the delay, in the service's registry."""

    def __init__(
        self,
        registry: CollectorRegistry,
        rules: Callable[[], Iterable[str]],
        channels: Iterable[str] = (MAIL,),
    ) -> None:
        """`rules`: the names of those in force, which may become others."""
        self._rules = rules
        self._open = Gauge(
            "aksi_alerts_open", "Alerts that hold.", ["region", "rule"], registry=registry
        )
        self._without_recipient = Gauge(
            "aksi_alerts_without_recipient",
            "Open alerts with an office to tell that has no address.",
            registry=registry,
        )
        self._pending = Gauge(
            "aksi_deliveries_pending",
            "Not handed over yet, though they were to leave by now.",
            ["channel"],
            registry=registry,
        )
        self._failed = Gauge(
            "aksi_deliveries_failed",
            "Given up, ever, by the last channel of their address.",
            ["channel"],
            registry=registry,
        )
        self._outcomes = Counter(
            "aksi_deliveries",
            "Attempts by what came of them: sent, retried (to be tried again), failed (given up).",
            ["channel", "outcome"],
            registry=registry,
        )
        self._delay = Histogram(
            "aksi_alert_delay_seconds",
            "From the status change seen by the tracker, or the step it leads to, to the message "
            "handed over, without the time for which it was to wait.",
            ["rule"],
            buckets=DELAYS,
            registry=registry,
        )
        self._answers = Histogram(
            "aksi_alert_answer_seconds",
            "Until an alert was acknowledged, from its first message; until it recovered, from its "
            "first answer.",
            ["until"],
            buckets=ANSWERS_TAKE,
            registry=registry,
        )
        for until in ("acknowledged", "recovered"):
            self._answers.labels(until)
        self._held = Counter(
            "aksi_deliveries_held",
            "Notices that waited for the digest: too many messages to one address in an hour.",
            ["channel"],
            registry=registry,
        )
        self._withdrawn = Counter(
            "aksi_deliveries_withdrawn",
            "Notices that were not sent when they were to leave: their episode had closed.",
            ["channel"],
            registry=registry,
        )
        self._closed = Gauge(
            "aksi_channel_closed",
            "1 while messages wait, after failures in a row, for a channel to work again.",
            ["channel"],
            registry=registry,
        )
        self._refused = Gauge(
            "aksi_addresses_refused",
            "Addresses whose channels have all refused for good.",
            registry=registry,
        )
        self._channels = tuple(channels)
        for channel in self._channels:
            for outcome in ("sent", "retried", "failed"):
                self._outcomes.labels(channel, outcome)
            for by_channel in (self._held, self._withdrawn, self._closed):
                by_channel.labels(channel)
        for rule in rules():
            self._delay.labels(rule)

    def took(self, until: str, seconds: float) -> None:
        """So long it took until an alert was acknowledged, or until it recovered."""
        self._answers.labels(until).observe(max(0.0, seconds))

    def handed_over(self, channel: str, rule: str, delay_seconds: float) -> None:
        """A notice was taken, `delay_seconds` later than it could have been."""
        self._outcomes.labels(channel, "sent").inc()
        self._delay.labels(rule).observe(max(0.0, delay_seconds))

    def not_handed_over(self, channel: str, *, given_up: bool) -> None:
        """An attempt for a notice failed: given up, or to be retried."""
        self._outcomes.labels(channel, "failed" if given_up else "retried").inc()

    def held_back(self, channel: str, notices: int) -> None:
        """So many notices wait for the digest."""
        self._held.labels(channel).inc(notices)

    def withdrawn(self, channel: str, notices: int) -> None:
        """So many notices were withdrawn as they were to leave."""
        self._withdrawn.labels(channel).inc(notices)

    def channel_is_closed(self, channel: str, closed: bool) -> None:
        """Whether messages wait for the channel to work again."""
        self._closed.labels(channel).set(closed)

    def show(self, census: Census) -> None:
        """Set the gauges; a region without an alert shows 0."""
        none = {(region, rule): 0 for region in census.regions for rule in self._rules()}
        self._open.clear()
        for (region, rule), count in {**none, **census.open_alerts.by_region_and_rule}.items():
            self._open.labels(region, rule).set(count)
        self._without_recipient.set(census.open_alerts.without_recipient)

    def show_deliveries(
        self, pending: Mapping[str, int], failed: Mapping[str, int], refused: int
    ) -> None:
        """Set the gauges of notices by channel, and of addresses that refused for good."""
        for channel in self._channels:
            self._pending.labels(channel).set(pending.get(channel, 0))
            self._failed.labels(channel).set(failed.get(channel, 0))
        self._refused.set(refused)
