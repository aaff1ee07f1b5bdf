"""What a policy may say."""

from typing import Any

import pytest
import yaml

from notifier.alerting.checking import unheld, unreachable
from notifier.alerting.policy import PolicyNotValid, read_policy, schema
from notifier.directory.offices import Office
from tests.unit.notifier.alerting.desk import ALL, KUKAR, kukar
from tests.unit.notifier.given import policy

TEXT = KUKAR.read_text()
STEP = {"step": "1", "after": 0, "offices": ["head"]}


def test_kukars_policy_climbs_from_the_agency_to_the_council() -> None:
    rules = read_policy(TEXT)
    climbs = [step.offices for step in rules.steps(rules.by_name["late"])]
    assert climbs[0] == (Office.OFFICER, Office.VERIFIER, Office.HEAD)
    assert climbs[1:] == [(Office.DELIVERY_TEAM,), (Office.SECRETARY,), (Office.COUNCIL,)]


def test_kukars_policy_has_no_step_that_tells_nobody() -> None:
    assert list(unreachable(kukar())) == []


def test_the_schema_beside_the_policy_is_that_of_the_code() -> None:
    written = yaml.safe_load((KUKAR.parent / "policy.schema.json").read_text())
    assert written == schema(), "aksi policy schema > deploy/policies/policy.schema.json"


def with_rule(**changes: Any) -> str:
    raw = yaml.safe_load(TEXT)
    raw["rules"][0].update(changes)
    return yaml.safe_dump(raw)


def with_ladder(*steps: dict[str, Any]) -> str:
    raw = yaml.safe_load(TEXT)
    raw["ladders"]["late"] = list(steps)
    return yaml.safe_dump(raw)


def with_fields(**changes: Any) -> str:
    return yaml.safe_dump({**yaml.safe_load(TEXT), **changes})


@pytest.mark.parametrize(
    ("spoiled", "told"),
    [
        ("{", "YAML"),
        ("- 1", "policy"),
        (with_fields(grace_seconds=-1), "grace_seconds"),
        (with_fields(digest_at="22:00"), "quiet hours"),
        (with_fields(quiet_from="06:00"), "quiet_from"),
        ("day_begins: 7:00", "in quotes"),
        (with_rule(roles=["head"]), "rules.0.roles"),
        (with_rule(ladder="none"), "not there"),
        (with_rule(when={"status": ["late"], "fell": True}), "names 2 conditions"),
        (with_rule(when={}), "names 0 conditions"),
        (with_rule(when={"status": ["done"]}), "alerts nobody"),
        (with_rule(when={"status": ["terlambat"]}), "rules.0.when.status"),
        (with_rule(supersedes=["late"]), "supersedes"),
        (with_rule(supersedes=["unknown"]), "supersedes"),
        (with_rule(rule="critical", supersedes=[]), "two rules"),
        (with_rule(wording="done"), "rules.0.wording"),
        (with_rule(rule="late:now"), "rules.0.rule"),
        (with_rule(ladder="reminders"), "before_due"),
        (with_ladder(), "ladders.late"),
        (with_ladder({**STEP, "offices": ["mayor"]}), "ladders.late.0.offices"),
        (with_ladder(STEP, STEP), "two steps"),
        (with_ladder({**STEP, "step": "closed"}), "belongs to the product"),
        (with_ladder({**STEP, "before_due": 3}), "either"),
        (with_ladder({**STEP, "after": 9}, {**STEP, "step": "2", "after": 3}), "order"),
    ],
)
def test_a_policy_that_cannot_be_followed_is_refused_with_the_place(
    spoiled: str, told: str
) -> None:
    with pytest.raises(PolicyNotValid, match=told):
        read_policy(spoiled)


def test_drills_can_have_other_waits() -> None:
    drill = kukar().with_times(grace_seconds=0.5, settle_hours=0, quiet_hours=False)
    assert (drill.grace_seconds, drill.settle_hours, drill.quiet_from) == (0.5, 0, None)
    assert drill.rules == kukar().rules


def test_steps_that_tell_nobody_and_offices_that_nobody_holds_are_named() -> None:
    ladders = {
        "late": [STEP, {**STEP, "step": "2", "after": 3}],
        "critical": [{"step": "1", "after": 0, "offices": ["council"]}],
        "idle": [STEP],
    }
    found = [one.english for one in unreachable(policy(ladders=ladders))]
    assert len(found) == 2
    assert "'idle'" in found[0]
    assert found[1].startswith("late/2: its offices are all told")
    rules, code = policy(ladders=ladders), ALL[0].agency
    empty = [one.english for one in unheld(rules, ALL[:1], [code])]
    assert empty == ["kukar: nobody holds council; the next one up is told."]
