"""The filters of a query for items that lie within their plans, the same on every route."""

from typing import Annotated, NamedTuple

from fastapi import Depends, Query

from contracts.words import PartnerKind

District = Annotated[str | None, Query(max_length=100, description="Name of a kecamatan.")]


class Narrowing(NamedTuple):
    """Items with a partner of this kind, in this kecamatan, rural or not; None: any."""

    partner: PartnerKind | None
    district: str | None
    rural: bool | None

    @property
    def is_wide(self) -> bool:
        """Whether nothing is asked for."""
        return self == Narrowing(None, None, None)


async def _narrowing(
    partner: PartnerKind | None = None, district: District = None, rural: bool | None = None
) -> Narrowing:
    return Narrowing(partner, district, rural)  # FastAPI would send a plain function to a thread


Narrowed = Annotated[Narrowing, Depends(_narrowing)]
"""A parameter of a route that lists or sums items."""
