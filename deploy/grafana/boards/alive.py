"""PromQL rates and percentiles of the services that are up."""

SERVICES = 'job=~"planner|tracker|notifier"'
ALIVE = f"0 * count by (job) (aksi_build_info{{{SERVICES}}})"
"""Zero for each service that is up, no series for one that is not."""
ANY_ALIVE = f"0 * count (aksi_build_info{{{SERVICES}}})"
OK_OR_RED = ((None, "green"), (1, "dark-red"))
OPEN_ALERTS = "region_rule:aksi_alerts_open:max"


def rate(counter: str, by: str) -> str:
    """Rate per second, by the labels `by`; zero for a service that has counted nothing yet."""
    return f"sum by ({by}) (rate({counter}[$__rate_interval])) or on (job) {ALIVE}"


def or_none_yet(service: str, label: str) -> str:
    """For the end of an expression: where it has no series, zero for a service that is up, with
    `label` saying so; a series without a label would be a line without a name.
    """
    zero = f'0 * count (aksi_build_info{{job="{service}"}})'
    return f'or on () label_replace({zero}, "{label}", "belum ada", "", "")'


def channel_named(query: str) -> str:
    """The same series, with the channel as people call it."""
    return f'label_replace({query}, "channel", "surel", "channel", "mail")'


def p95(histogram: str, by: str) -> str:
    """The 95th percentile, by the labels `by`; zero while there are no observations."""
    buckets = f"sum by (le, {by}) (rate({histogram}_bucket[$__rate_interval]))"
    return f"histogram_quantile(0.95, {buckets}) >= 0 or on (job) {ALIVE}"
