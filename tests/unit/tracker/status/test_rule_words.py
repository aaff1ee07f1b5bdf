"""Every rule that can give a status has a sentence with its limits."""

import pytest

from tracker.status.rule_set import read_rules
from tracker.status.rule_words import rule_words

RULES = read_rules()


@pytest.mark.parametrize(
    ("rule", "indonesian", "english"),
    [
        ("past-due", "batas waktu lewat, belum 100 %", "the due day has passed, not yet 100 %"),
        (
            "beyond-tolerance",
            "lebih dari 1 poin di bawah rencana",
            "more than 1 points below the plan",
        ),
        (
            "critical-to-70",
            "lebih dari 10 poin di bawah rencana (batas untuk rencana 0–70 %)",
            "more than 10 points below the plan (limit for a plan of 0–70 %)",
        ),
        (
            "critical-from-70",
            "lebih dari 5 poin di bawah rencana (batas untuk rencana 70–100 %)",
            "more than 5 points below the plan (limit for a plan of 70–100 %)",
        ),
    ],
)
def test_a_rule_is_a_sentence(rule: str, indonesian: str, english: str) -> None:
    words = rule_words(f"{RULES.version}/{rule}", RULES)
    assert (words.indonesian, words.english) == (indonesian, english)


def test_a_rule_of_another_set_is_named() -> None:
    assert rule_words("lama/past-due", RULES).indonesian == "lama/past-due"
