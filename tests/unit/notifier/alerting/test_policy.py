"""What a policy may say."""

import json
from importlib.resources import files
from typing import Any

import pytest

from contracts.words import ContactRole, Kind, Status
from notifier.alerting.policy import PolicyNotValid, read_policy
from tests.unit.notifier.given import policy

PACKAGED = (files("notifier") / "policy.json").read_text()


def test_the_packaged_policy_tells_head_and_team_of_late_officer_and_verifier_of_critical() -> None:
    rules = read_policy(PACKAGED).by_name
    roles = {name: set(rule.steps[0].roles) for name, rule in rules.items()}
    assert roles == {
        "late": {ContactRole.HEAD, ContactRole.DELIVERY_TEAM},
        "critical": {ContactRole.OFFICER, ContactRole.VERIFIER},
    }
    assert rules["late"].holds(Kind.QUICK_WIN, Status.LATE)
    assert not rules["late"].holds(Kind.ACTION, Status.LATE)
    assert rules["late"].supersedes == ("critical",)


def with_rule(**changes: Any) -> str:
    raw = json.loads(PACKAGED)
    raw["rules"][0].update(changes)
    return json.dumps(raw)


@pytest.mark.parametrize(
    ("spoiled", "told"),
    [
        ("{", "JSON"),
        (with_rule(grace_seconds=-1), "rules.0.grace_seconds"),
        (with_rule(roles=["head"]), "rules.0.roles"),
        (with_rule(steps=[]), "rules.0.steps"),
        (with_rule(steps=[{"step": "1", "roles": ["mayor"]}]), "rules.0.steps.0.roles"),
        (with_rule(steps=[{"step": "1", "roles": ["head"]}] * 2), "same name"),
        (with_rule(steps=[{"step": "closed", "roles": ["head"]}]), "closing message"),
        (
            with_rule(
                steps=[
                    {"step": "1", "after_seconds": 9, "roles": ["head"]},
                    {"step": "2", "after_seconds": 3, "roles": ["head"]},
                ]
            ),
            "order",
        ),
        (with_rule(statuses=["done"]), "alerts nobody"),
        (with_rule(supersedes=["late"]), "supersedes"),
        (with_rule(supersedes=["unknown"]), "supersedes"),
        (with_rule(rule="critical", supersedes=[]), "same name"),
        (with_rule(message="done"), "rules.0.message"),
        (with_rule(rule="late:now"), "rules.0.rule"),
    ],
)
def test_a_policy_that_cannot_be_followed_is_refused_with_the_place(
    spoiled: str, told: str
) -> None:
    with pytest.raises(PolicyNotValid, match=told):
        read_policy(spoiled)


def test_one_grace_period_can_be_set_for_every_rule() -> None:
    assert {rule.grace_seconds for rule in policy().with_grace(0.5).rules} == {0.5}
