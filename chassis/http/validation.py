"""Validation errors of pydantic as messages for people."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from chassis.http.nearest import add_known_names, unknown_name
from chassis.http.problem import FAULTS_MOST, Fault, Problem, cut
from chassis.text import Text

M = TypeVar("M", bound=BaseModel)

_MESSAGES = {
    "missing": Text("wajib diisi", "is required"),
    "extra_forbidden": Text("tidak dikenal; hapus atau perbaiki namanya", "is not known"),
    "too_long": Text("paling banyak {max_length} butir", "holds more than {max_length}"),
    "json_invalid": Text("bukan JSON yang sah", "is not valid JSON"),
    "greater_than_equal": Text("paling sedikit {ge}", "must be at least {ge}"),
    "greater_than": Text("harus lebih dari {gt}", "must be more than {gt}"),
    "less_than_equal": Text("paling banyak {le}", "must be at most {le}"),
    "less_than": Text("harus kurang dari {lt}", "must be less than {lt}"),
    "string_too_long": Text("paling panjang {max_length} huruf", "is longer than {max_length}"),
    "string_too_short": Text("paling pendek {min_length} huruf", "is shorter than {min_length}"),
    "string_pattern_mismatch": Text("bentuknya harus {pattern}", "must look like {pattern}"),
    "int_parsing": Text("harus bilangan bulat", "must be a whole number"),
    "int_type": Text("harus bilangan bulat", "must be a whole number"),
    "int_from_float": Text("harus bilangan bulat", "must be a whole number"),
    "float_parsing": Text("harus angka", "must be a number"),
    "float_type": Text(
        "harus angka, tanpa tanda kutip: 45.5", "must be a number, without quotes: 45.5"
    ),
    "finite_number": Text("harus angka", "must be a finite number"),
    "string_type": Text("harus teks", "must be text"),
    "date_from_datetime_parsing": Text(
        "harus tanggal seperti 2026-12-31", "must be a date such as 2026-12-31"
    ),
    "date_parsing": Text("harus tanggal seperti 2026-12-31", "must be a date such as 2026-12-31"),
    "enum": Text("harus salah satu dari {expected}", "must be one of {expected}"),
    "literal_error": Text("harus salah satu dari {expected}", "must be one of {expected}"),
}


_PART_MOST = 60


_PARAMETERS = frozenset({"query", "path"})
_PLACES = frozenset({"body", *_PARAMETERS})


def fault_of(error: dict[str, Any]) -> Fault:
    """One pydantic error as a fault: the field, the code, and what to do."""
    parts = [str(part) for part in error["loc"]]
    place = parts[0] if parts else ""
    if place in _PARAMETERS:
        parts = parts[1:2]  # what follows names the types that were tried
    parts = [part for part in parts if part not in _PLACES]
    where = ".".join(cut(part, _PART_MOST) for part in parts)
    template = _MESSAGES.get(error["type"], Text("tidak sah: {msg}", "is not valid: {msg}"))
    context = {**error.get("ctx", {}), "msg": error["msg"]}
    message = Text(template.indonesian.format(**context), template.english.format(**context))
    if "known" in context:
        message = unknown_name(str(error["loc"][-1]), context["known"])
    return Fault(sayable(where) or "body", error["type"].replace("_", "-"), message)


def sayable(text: str) -> str:
    """`text` that can be encoded as UTF-8: a lone surrogate from JSON becomes "?"."""
    return text.encode(errors="replace").decode()


def invalid(errors: Iterable[dict[str, Any]]) -> Problem:
    """422: the wrong fields, each with its reason; at most `FAULTS_MOST` are listed."""
    all_errors = list(errors)
    listed = tuple(fault_of(error) for error in all_errors[:FAULTS_MOST])
    return wrong(listed, more=len(all_errors) - len(listed))


def wrong(faults: Sequence[Fault], more: int = 0) -> Problem:
    """422: these fields break a rule, and `more` that are not listed."""
    listed = faults[:FAULTS_MOST]
    more += len(faults) - len(listed)
    names = ", ".join(sorted({fault.field for fault in listed}))
    others = Text(f", dan {more} lagi", f", and {more} more") if more else Text("", "")
    return Problem(
        422,
        "invalid",
        Text(
            f"Isian belum benar: {names}{others.indonesian}.",
            f"Some fields are not right: {names}{others.english}.",
        ),
        listed,
        extra={"more_errors": more} if more else {},
    )


def read_as(model: type[M], sent: bytes) -> M:
    """The JSON in `sent` as a `model`. Raises 422 with the wrong fields."""
    try:
        return model.model_validate_json(sent.removeprefix(BOM_UTF8))
    except ValidationError as error:
        errors = [dict(fault) for fault in error.errors()]
        add_known_names(errors, model)
        raise invalid(errors) from None
