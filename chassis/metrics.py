"""The metrics of every service: a closed list, each explained once."""

from functools import partial
from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from chassis.kafka.envelope import DeadLetterReason

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class ChassisMetrics:
    """Counters and gauges of the chassis, in the service's registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        counter = partial(Counter, registry=registry)
        gauge = partial(Gauge, registry=registry)
        seconds = partial(Histogram, buckets=SECONDS, registry=registry)
        consumer_labels = ["topic", "group"]

        self.build = gauge("aksi_build_info", "Which version runs.", ["service", "version"])
        self.outbox_pending = gauge(
            "aksi_outbox_pending",
            "Rows of events committed and not yet published; a transaction writes one a topic.",
        )
        self.outbox_oldest = gauge("aksi_outbox_oldest_seconds", "Age of the oldest of them.")
        self.published = counter(
            "aksi_events_published", "Events the broker acknowledged.", ["topic"]
        )
        self.consumed = counter("aksi_events_consumed", "Events applied.", consumer_labels)
        self.dead_letters = counter("aksi_dead_letters", "Records set aside.", ["topic", "reason"])
        self.retries = counter(
            "aksi_handling_retries", "Batches to be tried again after trouble.", consumer_labels
        )
        self.paused = gauge(
            "aksi_consumer_paused",
            "1 after too many records were to be set aside, until restart.",
            consumer_labels,
        )
        self.handling = seconds(
            "aksi_handling_seconds",
            "From a batch fetched to its offsets committed.",
            consumer_labels,
        )
        self.lag = gauge(
            "aksi_consumer_lag",
            "Records waiting in the partitions of this replica.",
            consumer_labels,
        )
        self.unassigned = gauge(
            "aksi_consumer_unassigned_seconds",
            "How long a lane has not been told by its group which partitions are its own; "
            "0 when each has, though it be none.",
            consumer_labels,
        )
        self.requests = seconds(
            "aksi_http_request_seconds",
            "Answers by route and status.",
            ["method", "route", "status"],
        )
        self.connections = gauge("aksi_http_connections", "Open connections.")
        self.connections_ended = counter(
            "aksi_http_connections_ended",
            "Connections ended by us: who kept us waiting, or was one too many.",
            ["reason"],
        )
        self.overdue = gauge(
            "aksi_clock_overdue_seconds",
            "How long the oldest due wake-up has been waiting.",
            ["loop"],
        )

    def hears(self, topic: str, group: str) -> None:
        """Create the series of a subscription, so that they start at zero."""
        self.consumed.labels(topic, group)
        self.retries.labels(topic, group)
        self.paused.labels(topic, group)
        self.unassigned.labels(topic, group)
        for reason in get_args(DeadLetterReason):
            self.dead_letters.labels(topic, reason)
