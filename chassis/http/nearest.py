"""Unknown query names and fields, with the nearest known name as a suggestion. Pure."""

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


def nearest(name: str, known: Collection[str]) -> str | None:
    """The most similar of `names`; None when none is similar."""
    folded = {one.casefold(): one for one in known}
    near = get_close_matches(name[:NAME_SHOWN].casefold(), folded, n=1)
    return folded[near[0]] if near else None


def unknown_name(name: str, known: Collection[str]) -> Text:
    """The message for an unknown name: the nearest known name, or the first `NAMES_SHOWN`."""
    if near := nearest(name, known):
        return Text(f"tidak dikenal; maksudnya {near}?", f"is not known; was {near} meant?")
    if not known:
        return Text("tidak dikenal; di sini tidak ada", "is not known; there are none here")
    names = ", ".join(list(known)[:NAMES_SHOWN])
    return Text(f"tidak dikenal; yang ada: {names}", f"is not known; there are: {names}")


def names_at(model: Any, where: Sequence[str | int]) -> Sequence[str]:
    """The field names of the object at `where` in a `model`; none when it has no model."""
    models = set(_models(model))
    for step in where:
        fields = [one.model_fields[step] for one in models if step in one.model_fields]
        if isinstance(step, str) and fields:
            models = {model for field in fields for model in _models(field.annotation)}
    return [
        field.validation_alias if isinstance(field.validation_alias, str) else name
        for one in models
        for name, field in one.model_fields.items()
    ]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models within an annotation such as `list[Step]` or `Note | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def add_known_names(errors: Sequence[dict[str, Any]], model: Any) -> None:
    """Add the known names of a `model` to pydantic's errors of unknown fields: to the first
    `FAULTS_MOST`.
    """
    unknown = (error for error in errors if error["type"] == "extra_forbidden")
    for error in islice(unknown, FAULTS_MOST):
        within = [step for step in error["loc"] if step != "body"]
        error["ctx"] = {"known": names_at(model, within[:-1])}


def ignored(given: Sequence[str], known: Collection[str], where: str) -> list[Fault]:
    """A fault for each of the `given` names that is unknown or given twice.

    `where` replaces an empty name; at most `FAULTS_MOST` faults.
    """
    faults: list[Fault] = []
    seen: set[str] = set()
    for name in given:
        field = name[:NAME_SHOWN] or where
        if name not in known:
            faults.append(Fault(field, "unknown-name", unknown_name(name, known)))
        elif name in seen:
            twice = Text("diberikan dua kali; beri satu saja", "is given twice; give one")
            faults.append(Fault(field, "given-twice", twice))
        seen.add(name)
        if len(faults) == FAULTS_MOST:
            break
    return faults
