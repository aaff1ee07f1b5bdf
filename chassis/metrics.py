"""The metrics that every service has. One closed list, each explained once."""

from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from chassis.envelope import Reason

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class ChassisMetrics:
    """Counters and gauges of the chassis, in the service's registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.build = Gauge(
            "aksi_build_info", "Which version runs.", ["service", "version"], registry=registry
        )
        self.outbox_pending = Gauge(
            "aksi_outbox_pending",
            "Rows of events committed and not yet published; a transaction writes one a topic.",
            registry=registry,
        )
        self.outbox_oldest = Gauge(
            "aksi_outbox_oldest_seconds", "Age of the oldest of them.", registry=registry
        )
        self.published = Counter(
            "aksi_events_published", "Events the broker acknowledged.", ["topic"], registry=registry
        )
        self.consumed = Counter(
            "aksi_events_consumed", "Events applied.", ["topic", "group"], registry=registry
        )
        self.dead_letters = Counter(
            "aksi_dead_letters", "Records set aside.", ["topic", "reason"], registry=registry
        )
        self.retries = Counter(
            "aksi_handling_retries",
            "Batches to be tried again after trouble.",
            ["topic", "group"],
            registry=registry,
        )
        self.paused = Gauge(
            "aksi_consumer_paused",
            "1 after too many records were to be set aside, until restart.",
            ["topic", "group"],
            registry=registry,
        )
        self.handling = Histogram(
            "aksi_handling_seconds",
            "From a batch fetched to its offsets committed.",
            ["topic", "group"],
            buckets=SECONDS,
            registry=registry,
        )
        self.lag = Gauge(
            "aksi_consumer_lag",
            "Records waiting in the partitions of this replica.",
            ["topic", "group"],
            registry=registry,
        )
        self.requests = Histogram(
            "aksi_http_request_seconds",
            "Answers by route and status.",
            ["method", "route", "status"],
            buckets=SECONDS,
            registry=registry,
        )
        self.overdue = Gauge(
            "aksi_clock_overdue_seconds",
            "How long the oldest due wake-up has been waiting.",
            ["loop"],
            registry=registry,
        )

    def hears(self, topic: str, group: str) -> None:
        """Show what a subscription counts from the start, at zero."""
        self.consumed.labels(topic, group)
        self.retries.labels(topic, group)
        self.paused.labels(topic, group)
        for reason in get_args(Reason):
            self.dead_letters.labels(topic, reason)
