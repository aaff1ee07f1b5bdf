"""A sender's text, or its true or false, is no number: it might be read as another one."""

import json

import pytest
from pydantic import ValidationError

from contracts import ProgressSubmitted

SUBMITTED = {
    "report_id": "L-1",
    "item_id": "RA-1",
    "agency": "DISHUB",
    "as_of": "2026-05-01",
    "submitted_at": "2026-05-01T08:00:00+08:00",
    "physical_percent": 45,
    "budget_realised": 1_500_000,
}


def read(**said: object) -> ProgressSubmitted:
    return ProgressSubmitted.model_validate_json(json.dumps({**SUBMITTED, **said}))


@pytest.mark.parametrize("name", ["physical_percent", "budget_realised"])
@pytest.mark.parametrize("value", [True, False, "1", "1.000", "45,5", ""])
def test_only_a_number_is_read_as_one(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        read(**{name: value})
    (error,) = caught.value.errors()
    assert (error["loc"], error["type"]) == ((name,), "float_type")


def test_a_whole_number_may_be_written_with_a_point() -> None:
    submitted = read(physical_percent=45.0, budget_realised=1_500_000.0)
    assert (submitted.physical_percent, submitted.stated_budget) == (45.0, 1_500_000)
