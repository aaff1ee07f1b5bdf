"""What a panel says where there is no series: nothing is known, and whose answer is missing."""

NO_DATA = "TIDAK ADA DATA"
_TOLD_BY = {
    "planner": ("aksi_plan_",),
    "tracker": (
        *("aksi_items", "aksi_quick_win", "aksi_troubled_item", "aksi_district_items"),
        *("aksi_partner_items", "aksi_area_items"),
        *("aksi_curve", "aksi_period", "aksi_agency", "aksi_budget", "aksi_report", "aksi_review"),
        *("aksi_status_changes", "aksi_trusts_broker", "aksi_plan_gap"),
    ),
    "notifier": ("aksi_alert", "aksi_deliver", "aksi_addresses", "aksi_channel"),
}
"""How the names of its series begin, by service."""


def missing(*queries: str) -> str:
    """The words for a panel with these queries."""
    services = [
        service
        for service, beginnings in _TOLD_BY.items()
        if any(beginning in query for beginning in beginnings for query in queries)
    ]
    return f"{NO_DATA} ({', '.join(services)})" if services else NO_DATA
