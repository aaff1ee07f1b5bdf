import re
from pathlib import Path
from string import Formatter

import pytest

import planner
from chassis.sheets import phrases as of_sheets
from chassis.sheets.note_phrases import NOTES
from planner import phrases

ALL = {**phrases.REFUSALS, **of_sheets.REFUSALS, **NOTES}
ONE_LANGUAGE = {"near_id", "near_en", "kind_id", "kind_en", "why_id", "why_en"}
SOURCE = Path(planner.__file__ or "").parent


def names_in(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name} - ONE_LANGUAGE


@pytest.mark.parametrize("code", ALL)
def test_both_languages_tell_the_same_facts(code: str) -> None:
    assert names_in(ALL[code].indonesian) == names_in(ALL[code].english)


def test_every_code_that_a_rule_uses_has_a_sentence() -> None:
    used = {
        code
        for file in SOURCE.rglob("*.py")
        for code in re.findall(
            r"(?:refusal|NotOfThePlan|Unreadable|because)\(\s*\"([a-z0-9-]+)\"", file.read_text()
        )
    }

    assert used
    assert used <= set(phrases.REFUSALS)
