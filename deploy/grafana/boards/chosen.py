"""PromQL sums over the items that the council's filters select."""

CHOSEN = 'region=~"$region", pillar=~"$pillar"'
ITEMS = "region_pillar_kind_agency_status:aksi_items:max"
WEIGHT = "region_pillar_kind_agency:aksi_items_weight:max"
DONE = "region_pillar_kind_agency:aksi_items_weight_done:max"
VERIFIED = "region_pillar_kind_agency:aksi_items_weight_done_verified:max"
SIGNED = "region_pillar_kind_agency:aksi_items_weight_done_signed:max"
PLANNED = "region_pillar_kind_agency:aksi_items_weight_planned:max"
BUDGET = "region_pillar_kind_agency:aksi_budget_rupiah:max"
REALISED = "region_pillar_kind_agency:aksi_budget_realised_rupiah:max"
LAST_REPORT = "region_agency:aksi_agency_last_report_timestamp_seconds:max"
SILENCE = "region_agency:aksi_agency_silence_seconds:max"
UNDER_WAY = "region_agency:aksi_items_under_way:sum"

ALARM = ((None, "green"), (1, "dark-red"))
"""Red from 1."""


def counted(selector: str, by: str = "") -> str:
    """The number of matching items; zero only while the tracker reports items at all."""
    group = f" by ({by})" if by else ""
    return f"sum{group} ({ITEMS}{{{CHOSEN}, {selector}}}) or 0 * sum{group} ({ITEMS}{{{CHOSEN}}})"


def share(part: str, whole: str, by: str = "") -> str:
    """The ratio of part to whole, 0 to 1; no data where the whole is zero."""
    group = f" by ({by})" if by else ""
    return f"sum{group} ({part}{{{CHOSEN}}}) / (sum{group} ({whole}{{{CHOSEN}}}) > 0)"
