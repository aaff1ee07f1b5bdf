"""The list of categories is data that another region replaces."""

import json
from pathlib import Path
from typing import Any

import pytest

from tracker.reporting.obstacle_categories import DEFAULT, read_categories


def test_a_category_has_a_name_in_both_languages_and_unknown_words_stay_as_they_are() -> None:
    categories = read_categories()
    assert categories.text("lahan").indonesian == "Lahan dan perizinan"
    assert categories.text("lahan").english == "Land and permits"
    assert categories.text("banjir rob").indonesian == "banjir rob"


@pytest.mark.parametrize(
    "changes",
    [
        {"categories": []},
        {"categories": [{"code": "Dua Kata", "indonesian": "a", "english": "b"}]},
        {"categories": [{"code": "a", "indonesian": "a", "english": "b"}] * 2},
        {"more": 1},
    ],
)
def test_a_file_that_is_wrong_is_refused_at_the_start(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    file = tmp_path / "kategori.json"
    file.write_text(json.dumps({**json.loads(DEFAULT.read_text()), **changes}))
    with pytest.raises(ValueError, match=r"categories|more|code"):
        read_categories(file)
