"""Counts of alerts. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenAlerts:
    """How many alerts are open; `without_recipient` of them miss an office's address."""

    by_region_and_rule: Mapping[tuple[str, str], int]
    without_recipient: int


@dataclass(frozen=True, slots=True)
class Census:
    """Values of the gauges: open alerts, the existing `regions`."""

    open_alerts: OpenAlerts
    regions: Iterable[str]
