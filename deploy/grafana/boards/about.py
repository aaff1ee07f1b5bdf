"""What the (i) icon of a panel says: meaning, rule, and what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """A panel's title, what it shows by which rule, and what to do."""

    title: str
    shows: str
    remedy: str
    anchor: str
    """Section of docs/operations.md."""

    def description(self, *, can_be_red: bool) -> str:
        """The text of the panel's (i) icon; only what can be red speaks of it."""
        when = "Bila merah" if can_be_red else "Yang dilakukan"
        return (
            f"{self.shows}\n\n**{when}:** {self.remedy}\n\n"
            f"Panduan: docs/operations.md#{self.anchor}"
        )


def is_red(colour: str | None) -> bool:
    """Whether a colour's name says red."""
    return colour is not None and "red" in colour
