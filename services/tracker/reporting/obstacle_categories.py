"""The categories of obstacles that the report form offers: versioned data of a region."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chassis.text import Text

DEFAULT = Path(__file__).with_name("obstacle_categories.json")
Word = Annotated[str, Field(min_length=1, max_length=100)]


class ObstacleCategory(BaseModel):
    """A category: its code, and what readers call it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    indonesian: Word
    english: Word


class ObstacleCategories(BaseModel):
    """One version of the list, with its source, in the order of the form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    source: str
    categories: Annotated[tuple[ObstacleCategory, ...], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _differ(self) -> Self:
        codes = [one.code for one in self.categories]
        if len(set(codes)) < len(codes):
            raise ValueError("a code occurs twice")
        return self

    def text(self, code: str) -> Text:
        """What a category is called; one that is not in the list, by its own words."""
        for one in self.categories:
            if one.code == code:
                return Text(one.indonesian, one.english)
        return Text(code, code)


def read_categories(path: Path | None = None) -> ObstacleCategories:
    """The categories in `path`, or the packaged ones. Raises `OSError`, `ValueError`."""
    return ObstacleCategories.model_validate_json((path or DEFAULT).read_bytes())
