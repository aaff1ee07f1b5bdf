"""For what evidence is asked, by a rule that a region replaces, and when it is there."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.words import Kind
from tests.unit.tracker.plans import a_mark, a_plan
from tracker.evidence.proof import DEFAULT, is_unproven, read_proof_rules
from tracker.items.item import Item
from tracker.status.progress import fold

RULES = read_proof_rules()
MAY, JUNE = date(2026, 5, 31), date(2026, 6, 30)


def an_item(*percents: float, kind: Kind = Kind.ACTION, proof: tuple[str, ...] = ()) -> Item:
    marks = [
        a_mark(percent, day, report_id=f"r-{number}")
        for number, (percent, day) in enumerate(zip(percents, (MAY, JUNE), strict=False))
    ]
    return Item(a_plan(kind=kind), fold(marks), proof=frozenset(proof))


def test_a_hundred_percent_and_every_quick_win_needs_evidence() -> None:
    assert not is_unproven(an_item(), RULES)
    assert not is_unproven(an_item(99), RULES)
    assert is_unproven(an_item(100), RULES)
    assert is_unproven(an_item(5, kind=Kind.QUICK_WIN), RULES)
    assert not is_unproven(an_item(5, kind=Kind.QUICK_WIN, proof=("r-0",)), RULES)


def test_evidence_counts_for_the_report_that_has_it_and_a_hundred_percent_needs_it_once() -> None:
    assert is_unproven(an_item(40, 60, kind=Kind.QUICK_WIN, proof=("r-0",)), RULES)
    assert not is_unproven(an_item(40, 60, kind=Kind.QUICK_WIN, proof=("r-1",)), RULES)
    assert not is_unproven(an_item(100, 100, proof=("r-0",)), RULES)
    assert is_unproven(an_item(80, 100, proof=("r-0",)), RULES)


def test_a_region_may_ask_for_more(tmp_path: Path) -> None:
    rules: dict[str, Any] = json.loads(DEFAULT.read_text())
    rules["regions"] = {"kukar": {"from_percent": 50, "kinds": []}}
    file = tmp_path / "bukti.json"
    file.write_text(json.dumps(rules))
    own = read_proof_rules(file)
    assert is_unproven(an_item(50), own)
    assert not is_unproven(an_item(5, kind=Kind.QUICK_WIN), own)


@pytest.mark.parametrize("percent", [0, 101])
def test_a_rule_that_makes_no_sense_is_refused_at_the_start(tmp_path: Path, percent: float) -> None:
    file = tmp_path / "bukti.json"
    file.write_text(
        json.dumps({"version": "1", "source": "-", "default": {"from_percent": percent}})
    )
    with pytest.raises(ValueError, match="from_percent"):
        read_proof_rules(file)
