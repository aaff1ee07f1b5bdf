"""The packaged rules: stored marks name their version, so other limits have another version."""

import hashlib
import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.unit.tracker.plans import a_plan
from tests.unit.tracker.plausibility.facts import said
from tracker.plausibility.mark import Known, PlausibilityRule
from tracker.plausibility.rule_set import (
    DEFAULT,
    PlausibilityRules,
    limits_key,
    read_plausibility_rules,
)
from tracker.plausibility.rules import marks_of_item
from tracker.plausibility.wording import NAMES

KEPT = {"version", "source"}


def fingerprint(rules: PlausibilityRules) -> str:
    limits = json.dumps(rules.model_dump(exclude={"source"}), sort_keys=True)
    return hashlib.sha256(limits.encode()).hexdigest()[:16]


def test_other_limits_have_another_version() -> None:
    rules = read_plausibility_rules()
    assert (rules.version, fingerprint(rules)) == ("wajar-2026-2", "8a0c8d0949364865")


@pytest.mark.parametrize("rule", PlausibilityRule)
def test_a_rules_limits_are_known_by_their_own_and_by_no_others(rule: PlausibilityRule) -> None:
    rules, name = read_plausibility_rules(), rule.value.replace("-", "_")
    others = rules.model_copy(
        update={
            "version": "lain",
            **{one: None for one in PlausibilityRules.model_fields if one not in KEPT | {name}},
        }
    )
    assert limits_key(others, rule) == limits_key(rules, rule)
    without = rules.model_copy(update={name: None})
    assert limits_key(without, rule) != limits_key(rules, rule)


def test_stored_marks_find_their_rules_again() -> None:
    assert [one.value for one in PlausibilityRule] == [
        *("falling", "scissors", "last-hour", "same-sitting", "round-figures", "same-words"),
        *("corridor", "no-evidence", "unusual-step"),
    ]
    assert list(NAMES) == list(PlausibilityRule)


def test_another_regency_may_leave_rules_out(tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    file.write_text('{"version": "kutim-1", "source": "Kutim", "no_evidence": false}')
    rules = read_plausibility_rules(file)
    reports = [said(1, 80.0), said(2, 5.0, money=900_000), said(3, 100.0)]
    assert not any(marks_of_item(reports, Known(a_plan()), rules).values())


@pytest.mark.parametrize("wrong", ["falling", "same_words", "corridor"])
def test_a_limit_out_of_its_range_is_refused(tmp_path: Path, wrong: str) -> None:
    told = json.loads(DEFAULT.read_text())
    told[wrong] = {**told[wrong], next(iter(told[wrong])): -1}
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(told))
    with pytest.raises(ValidationError):
        read_plausibility_rules(file)
