"""Parts shared by the HTTP bodies of items and agencies. Pure."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from chassis.http.problem import Fault
from chassis.text import Text
from contracts.words import AsNumber
from planner.code import CODE_MOST
from planner.limits import LIST_MOST

BodyText = Annotated[str, Field(max_length=2000)]
"""Longer than any rule allows, so that the rule gives the message."""
BodyCode = Annotated[str, Field(max_length=CODE_MOST)]
Version = Annotated[int, Field(ge=1, le=2**53), AsNumber]
FEW: Any = Field(default=[], max_length=LIST_MOST)

ALL_GIVEN = ConfigDict(extra="ignore", json_schema_serialization_defaults_required=True)
"""Of what is shown with the fields of a body: also those that a body may leave out are there."""

FIXED_REGION = Text(
    "wilayah tidak dapat diubah; hapus isian ini, atau tambahkan yang baru di wilayah itu",
    "a region cannot be changed; leave it out, or create a new one in that region",
)


class StrictBody(BaseModel):
    """A body, or a part of one; unknown fields and numbers that are not finite are refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


def changed_faults(
    body: BaseModel, stored: Mapping[str, str], fixed: Mapping[str, Text]
) -> list[Fault]:
    """A fault for each field of `stored` whose value in the revision differs from the stored one.
    `fixed` holds the message for each field.
    """
    return [
        Fault(name, "cannot-be-changed", fixed[name])
        for name, value in stored.items()
        if getattr(body, name) not in {None, value}
    ]
