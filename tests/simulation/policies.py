"""Policies drawn at random: Kukar's own with other hours, ladders, rules and ends."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml

KUKAR = Path(__file__).parents[2] / "deploy" / "policies" / "kukar.yml"
OFFICES = ("officer", "verifier", "head", "delivery_team", "secretary", "council")
ENDS = ("done", "recovered", "cancelled", "moved", "handed_over")
A_LOT = 1000


def kukar(**changes: Any) -> dict[str, Any]:
    """Kukar's own as plain data, with other values of some fields."""
    return {**yaml.safe_load(KUKAR.read_text()), **changes}


def drawn(dice: Random, first: date, days: int) -> dict[str, Any]:
    """One of many policies; `first` is the day on which its facts begin."""
    policy = kukar(messages_an_hour=A_LOT)
    policy["grace_seconds"] = dice.choice([60, 60, 60, 0, 30, 300])
    policy["settle_hours"] = dice.choice([24, 24, 24, 0, 1, 72])
    policy["acknowledged_working_days"] = dice.choice([10, 10, 1, 3])
    policy["quiet_start_working_days"] = dice.choice([0, 0, 0, 5, 1])
    if dice.random() < 0.2:
        policy["quiet_from"] = None
    elif dice.random() < 0.3:
        policy |= {"day_begins": "06:15", "quiet_from": "21:45", "digest_at": "16:00"}
    if dice.random() < 0.3:
        live = first + timedelta(days=dice.randrange(2, days))
        policy["regions"] = {
            "kukar": {"go_live": live, "first_working_days": dice.choice([0, 3, 5])}
        }
    if dice.random() < 0.6:
        policy["ladders"] = {
            name: _ladder(dice, "before_due" in steps[0])
            for name, steps in policy["ladders"].items()
        }
    if dice.random() < 0.5:
        _other_rules(dice, policy)
    return policy


def _ladder(dice: Random, before_due: bool) -> list[dict[str, Any]]:
    count = dice.randrange(1, 5)
    days = sorted(dice.choice([0, 0, 1, 2, 3, 5, 8, 12]) for _ in range(count))
    if before_due:
        days = sorted(dice.sample(range(15), count), reverse=True)
    steps = []
    for number, day in enumerate(days, start=1):
        step: dict[str, Any] = {"step": f"s{number}", "before_due" if before_due else "after": day}
        step["offices"] = dice.sample(OFFICES, dice.randrange(1, 4))
        if dice.random() < 0.3:
            step["again"] = True
        if dice.random() < 0.25:
            step["digest"] = True
        steps.append(step)
    return steps


def _other_rules(dice: Random, policy: dict[str, Any]) -> None:
    rules = policy["rules"]
    ladders = sorted(name for name in policy["ladders"] if name != "reminders")
    rules.append(
        {
            "rule": "days_late",
            "when": {"days_late": dice.choice([1, 3, 10])},
            "supersedes": dice.choice([[], ["late"], ["late", "no_progress"]]),
            "ladder": dice.choice(ladders),
            "wording": "late",
        }
    )
    rules.append(
        {
            "rule": "behind",
            "when": {"status": ["behind", "critical"]},
            "for": dice.choice(
                [
                    {"least_weight": 2},
                    {"pillars": ["economy", "living"]},
                    {"agencies": ["DINAS-1"], "kinds": ["action"]},
                ]
            ),
            "ladder": dice.choice(ladders),
            "wording": "critical",
        }
    )
    for rule in rules:
        if dice.random() < 0.5:
            rule["tells_end"] = sorted(dice.sample(ENDS, dice.randrange(len(ENDS) + 1)))
    dice.shuffle(rules)
