"""Models that refuse what they do not name, and the words of the refusal."""

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

Anything = Any
"""A value without an effect on a page that does not move: tooltips, how it is edited."""


class Strict(BaseModel):
    """Named keys only."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def faults(error: ValidationError, skip: int = 0) -> list[tuple[str, str]]:
    """What is wrong: (option, why); the first `skip` steps of each path are left out."""
    return [(_path(one, skip), _why(one)) for one in error.errors(include_url=False)]


def _path(one: ErrorDetails, skip: int) -> str:
    steps = [str(step) for step in one["loc"][skip:]]
    return ".".join(steps) or "type"


def _why(one: ErrorDetails) -> str:
    given = repr(one["input"])[:80]
    match one["type"]:
        case "extra_forbidden":
            return f"kunci ini tidak dikenal, isinya {given}"
        case "missing":
            return "kunci ini harus ada"
        case "literal_error":
            return f"{given} tidak didukung; yang didukung: {one['ctx']['expected']}"
        case "union_tag_invalid":
            context = one["ctx"]
            return f"{context['tag']!r} tidak didukung; yang didukung: {context['expected_tags']}"
        case "value_error":
            return str(one["ctx"]["error"])
        case _:
            return f"{given}: {one['msg']}"
