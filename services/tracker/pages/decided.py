"""What the page of an item says of the council's decisions."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.decisions.decision import DecisionState
from tracker.decisions.trouble import red_days
from tracker.pages.repository import ItemFacts


def decided_facts(facts: ItemFacts, now: datetime) -> Mapping[str, object]:
    """The council's decisions on it, and how long it has been what they decide about. Their codes
    stand for names: the page is one for all, and reads no other agency's.
    """
    red = facts.red_since
    zone = ZoneInfo(facts.item.plan.time_zone)
    days = red_days(red, now, zone) if red else 0
    is_decided = any(
        one.state is DecisionState.OPEN
        or (red and one.state is DecisionState.DONE and one.made.at >= red)
        for one in facts.decisions
    )
    names = {facts.item.plan.agency: facts.agency}
    return {"red": days, "is_decided": is_decided, "now": now, "names": names}
