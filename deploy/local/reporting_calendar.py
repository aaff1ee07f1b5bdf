"""Saves the sample region's reporting calendar over the HTTP API, as a planner does."""

from datetime import date

from deploy.local.callers import Caller

OWN_HOLIDAY = {
    "name": "Hari Jadi Kota Tenggarong",
    "decree": "Surat Edaran Bupati (contoh untuk peragaan)",
}
MONTH, DAY = 9, 28
PERIODS = [
    {"kind": "month", "on_time_days": 5, "window_days": 25},
    {"kind": "quarter", "on_time_days": 10, "window_days": 20},
]
"""The whole year is reported on the day of the demonstration: of the month before it the window is
still open, of the quarter before it closed for most days of the year.
"""


async def have_calendar(admin: Caller, region: str, today: date) -> bool:
    """Save what is proposed to the region with a holiday of its own, its plan taken over today so
    that the past periods of the year count; a calendar that is there is not changed. Returns
    whether it was saved.
    """
    path = f"/api/v1/calendars/{region}"
    proposed = (await admin.planner.get(path)).raise_for_status().json()
    if proposed["version"]:
        return False
    kept = ("version", "begins", "workdays", "steps", "counts_from")
    day = date.fromisoformat(proposed["begins"]).replace(month=MONTH, day=DAY)
    given = {
        **{name: proposed[name] for name in kept},
        "periods": PERIODS,
        "taken_over": today.isoformat(),
        "own_holidays": [{**OWN_HOLIDAY, "day": day.isoformat()}],
    }
    (await admin.planner.put(path, json=given)).raise_for_status()
    return True
