"""Offices that are told, from the one that does the work up to the council. Pure."""

from enum import StrEnum


class Office(StrEnum):
    """PPTK, Kabid and Kepala OPD of an agency; Bappeda and Diskominfo, Sekda and Dewan of a region.

    Each is the next one up of the one before it.
    """

    OFFICER = "officer"
    VERIFIER = "verifier"
    HEAD = "head"
    DELIVERY_TEAM = "delivery_team"
    SECRETARY = "secretary"
    COUNCIL = "council"

    @property
    def is_of_an_agency(self) -> bool:
        """Whether each agency has its own; the others serve a whole region."""
        return self in {Office.OFFICER, Office.VERIFIER, Office.HEAD}

    @property
    def upwards(self) -> tuple["Office", ...]:
        """The offices above it, the next one up first."""
        order = tuple(Office)
        return order[order.index(self) + 1 :]
