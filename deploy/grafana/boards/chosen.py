"""PromQL sums over the items that the council's filters select."""

CHOSEN = 'region=~"$region", pillar=~"$pillar", agency=~"$agency", kind=~"$kind"'
OF_AGENCY = 'region=~"$region", agency=~"$agency"'
"""Of series that have neither pillar nor kind of item."""
ITEMS = "region_pillar_kind_agency_status:aksi_items:max"
_GROUP = "region_pillar_kind_agency"
WEIGHT = f"{_GROUP}:aksi_items_weight:max"
DONE = f"{_GROUP}:aksi_items_weight_done:max"
MEASURED = f"{_GROUP}:aksi_items_weight_${{measure}}:max"
"""Progress by the measure that is chosen."""
PROVEN = f"{_GROUP}:aksi_items_weight_done_proven:max"
VERIFIED = f"{_GROUP}:aksi_items_weight_done_verified:max"
SIGNED = f"{_GROUP}:aksi_items_weight_done_signed:max"
IS_SIGNED = f"{_GROUP}:aksi_items_weight_done_is_signed:max"
PLANNED = f"{_GROUP}:aksi_items_weight_planned:max"
FIGURE_OLD = f"{_GROUP}:aksi_items_figure_old:max"
BUDGET = f"{_GROUP}:aksi_budget_rupiah:max"
REALISED = f"{_GROUP}:aksi_budget_realised_rupiah:max"
LAST_REPORT = "region_agency:aksi_agency_last_report_timestamp_seconds:max"
AGENCY = "region_agency:aksi_agency_info:topk1"
UNDER_WAY = 'status!~"not_started|done|cancelled"'
"""Of the items those that owe a report."""

ALARM = ((None, "green"), (1, "dark-red"))
"""Red from 1."""
PLAIN = ((None, "#5794F2"),)
"""A figure that is neither good nor bad."""


def total(series: str, by: str = "", selector: str = "") -> str:
    """The sum of what is chosen."""
    group = f" by ({by})" if by else ""
    more = f", {selector}" if selector else ""
    return f"sum{group} ({series}{{{CHOSEN}{more}}})"


def counted(selector: str, by: str = "") -> str:
    """The number of matching items; zero only while the tracker reports items at all."""
    return f"{total(ITEMS, by, selector)} or 0 * {total(ITEMS, by)}"


def share(part: str, whole: str, by: str = "") -> str:
    """The ratio of part to whole, 0 to 1; no data where the whole is zero."""
    return f"{total(part, by)} / ({total(whole, by)} > 0)"


READ = 'count (up{job="tracker"})'
"""There is an answer, be it none, of a tracker that Prometheus asks."""


def share_over_years(part: str, whole: str) -> str:
    """The same at each point of a long range: as read then, else as the last of the day before it
    says, which for days before the boards was written from the facts.
    """
    of_part, of_whole = (f"sum ({_over_years(one)})" for one in (part, whole))
    return f"{of_part} / ({of_whole} > 0)"


def _over_years(series: str) -> str:
    """Where trackers are read and none answers nothing is known: what was kept is not repeated."""
    kept = series.removesuffix(":max") + ":last1h"
    before = f"last_over_time({kept}{{{CHOSEN}}}[1d]) unless on () {READ}"
    return f"{series}{{{CHOSEN}}} or ({before})"


def behind_plan(by: str = "") -> str:
    """Actual minus planned progress, in points."""
    gap = f"({total(MEASURED, by)} - {total(PLANNED, by)})"
    return f"100 * {gap} / ({total(WEIGHT, by)} > 0)"


def named_agency(value: str) -> str:
    """A value by region and agency with the agency's name, where it is known."""
    known = f"({value}) * on (region, agency) group_left (name, region_name) {AGENCY}"
    return f"sum by (region_name, agency, name) ({known} or on (region, agency) ({value}))"
