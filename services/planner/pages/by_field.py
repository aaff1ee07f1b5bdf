"""What is wrong with a form, at its fields. Pure."""

from collections.abc import Callable, Sequence

from chassis.http.problem import Fault
from chassis.text import Text


def _first_part(field: str) -> str:
    return field.partition(".")[0]


def by_field(
    faults: Sequence[Fault], field_of: Callable[[str], str] = _first_part
) -> dict[str, Text]:
    """What is wrong with each field of a page, several faults of one after another; `field_of`:
    the page's name of a field.
    """
    errors: dict[str, Text] = {}
    for fault in faults:
        name = field_of(fault.field)
        before = errors.get(name)
        both = before and Text(*(f"{a} {b}" for a, b in zip(before, fault.message, strict=True)))
        errors[name] = both or fault.message
    return errors
