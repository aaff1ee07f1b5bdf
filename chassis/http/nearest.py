"""The name that was probably meant: for query names and fields that nobody reads. Pure."""

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Any, get_args

from pydantic import BaseModel

from chassis.http.problem import Fault
from chassis.text import Text

NAME_SHOWN = 64
NAMES_SHOWN = 30
FAULTS_MOST = 20


def nearest(name: str, names: Collection[str]) -> str | None:
    """Which of the `names` names `name` was probably meant to be."""
    folded = {one.casefold(): one for one in names}
    near = get_close_matches(name[:NAME_SHOWN].casefold(), folded, n=1)
    return folded[near[0]] if near else None


def unknown_name(name: str, names: Collection[str]) -> Text:
    """What is said of a name that nobody reads: the nearest known one, or all of them."""
    if near := nearest(name, names):
        return Text(f"tidak dikenal; maksudnya {near}?", f"is not known; was {near} meant?")
    if not names:
        return Text("tidak dikenal; di sini tidak ada", "is not known; there are none here")
    names = ", ".join(list(names)[:NAMES_SHOWN])
    return Text(f"tidak dikenal; yang ada: {names}", f"is not known; there are: {names}")


def names_at(model: Any, where: Sequence[str | int]) -> Sequence[str]:
    """The fields of the object at `where` within a `model`; none where that cannot be said."""
    models = set(_models(model))
    for step in where:
        fields = [one.model_fields[step] for one in models if step in one.model_fields]
        if isinstance(step, str) and fields:
            models = {
                model_of_field for field in fields for model_of_field in _models(field.annotation)
            }
    return [
        field.validation_alias if isinstance(field.validation_alias, str) else name
        for one in models
        for name, field in one.model_fields.items()
    ]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in an annotation: `list[Step]`, `Note | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def add_known_names(errors: Sequence[dict[str, Any]], model: Any) -> None:
    """Put the `names` names of a `model` into the first of pydantic's errors of unknown fields."""
    unknown = (error for error in errors if error["type"] == "extra_forbidden")
    for error in islice(unknown, FAULTS_MOST):
        within = [step for step in error["loc"] if step != "body"]
        error["ctx"] = {"known": names_at(model, within[:-1])}


def ignored(given: Sequence[str], names: Collection[str], where: str) -> list[Fault]:
    """What would be ignored of the names that were `given`: unknown ones, and one given twice.

    `where` stands for a name that is empty; of many faults the first are told.
    """
    faults: list[Fault] = []
    seen: set[str] = set()
    for name in given:
        field = name[:NAME_SHOWN] or where
        if name not in names:
            faults.append(Fault(field, "unknown-name", unknown_name(name, names)))
        elif name in seen:
            twice = Text("diberikan dua kali; beri satu saja", "is given twice; give one")
            faults.append(Fault(field, "given-twice", twice))
        seen.add(name)
        if len(faults) == FAULTS_MOST:
            break
    return faults
