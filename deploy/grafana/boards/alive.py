"""Rates and percentiles of the services that answer."""

SERVICES = 'job=~"planner|tracker|notifier"'
ALIVE = f"0 * count by (job) (aksi_build_info{{{SERVICES}}})"
"""Zero per service that answers, and nothing for one that does not."""
ANY_ALIVE = f"0 * count (aksi_build_info{{{SERVICES}}})"
OK_OR_RED = ((None, "green"), (1, "dark-red"))
OPEN_ALERTS = "region_rule:aksi_alerts_open:max"


def rate(counter: str, by: str) -> str:
    """Per second, by the labels `by`; zero for a service that counted nothing yet."""
    return f"sum by ({by}) (rate({counter}[$__rate_interval])) or {ALIVE}"


def p95(histogram: str, by: str) -> str:
    """Nineteen of twenty are faster than this; zero while there is nothing to measure."""
    buckets = f"sum by (le, {by}) (rate({histogram}_bucket[$__rate_interval]))"
    return f"histogram_quantile(0.95, {buckets}) >= 0 or {ALIVE}"
