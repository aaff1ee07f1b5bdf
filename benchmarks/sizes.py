"""Sizes of the benchmarks: full, or a short smoke test."""

from dataclasses import dataclass

from benchmarks import (
    alerts,
    as_of,
    backlog,
    growth,
    http_intake,
    idle,
    importing,
    latency,
    pages,
    review,
    rush,
)
from benchmarks import intake as kafka_intake


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of every part. The load of `latency` is at most half of the measured intake."""

    intake: kafka_intake.Size
    http: http_intake.Size
    rush: rush.Size
    latency: latency.Size
    idle: idle.Size
    importing: importing.Size
    growth: growth.Size
    pages: pages.Size
    as_of: as_of.Size
    alerts: alerts.Size
    review: review.Size
    backlog: backlog.Size
    scale_out: kafka_intake.Size


FULL = Sizes(
    intake=kafka_intake.Size(items=1_000, submissions=400_000, seconds=12, rounds=3),
    http=http_intake.Size(items=1_000, seconds=6, rounds=5),
    rush=rush.Size(items=1_000, posts=20_000),
    latency=latency.Size(probes=40, actions=1_000, half_load=20_000, late=60),
    idle=idle.Size(rest_seconds=75, seconds=60),
    importing=importing.Size(rows=(100, 1_000, 10_000), rounds=3),
    growth=growth.Size(
        items=(1_000, 10_000, 100_000),
        due=1_000,
        repeats=3,
        queries=200,
        submissions=700_000,
        seconds=75,
        pairs=3,
    ),
    pages=pages.Size(items=(1_000, 100_000), seconds=6, rounds=3, files=64),
    as_of=as_of.Size(items=(1_000, 100_000), reports=12, asked=9),
    alerts=alerts.Size(open=(1_000, 10_000), due=100, rounds=9, facts=4_000, late=60),
    review=review.Size(items=6_000, reports=20, rounds=5),
    backlog=backlog.Size(items=1_000, submissions=1_000_000),
    scale_out=kafka_intake.Size(items=1_000, submissions=400_000, seconds=12, rounds=2),
)

QUICK = Sizes(
    intake=kafka_intake.Size(items=100, submissions=100_000, seconds=2, rounds=1),
    http=http_intake.Size(items=100, seconds=2, rounds=1, connections=(1, 16, 64, 128)),
    rush=rush.Size(items=100, posts=500, connections=8),
    latency=latency.Size(probes=4, actions=50, half_load=200, late=5, ahead_seconds=60),
    idle=idle.Size(rest_seconds=1, seconds=3, with_a_year=False),
    importing=importing.Size(rows=(100,), rounds=1),
    growth=growth.Size(
        items=(200, 400),
        due=100,
        repeats=1,
        queries=3,
        submissions=100_000,
        seconds=2,
        pairs=1,
    ),
    pages=pages.Size(
        items=(100, 300), seconds=1, rounds=1, files=8, connections=(1, 16), givers=(2, 4)
    ),
    as_of=as_of.Size(items=(100, 300), reports=6, asked=3),
    alerts=alerts.Size(open=(100, 300), due=20, rounds=2, facts=80, late=5, ahead_seconds=60),
    review=review.Size(items=120, reports=10, rounds=1),
    backlog=backlog.Size(items=100, submissions=120_000, look_seconds=0.03),
    scale_out=kafka_intake.Size(items=100, submissions=400_000, seconds=2, rounds=1),
)
