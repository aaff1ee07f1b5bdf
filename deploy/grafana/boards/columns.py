"""Columns that several tables have."""

from deploy.grafana.boards import links
from deploy.grafana.boards.tables import NOT_KNOWN, Column
from deploy.grafana.boards.words import KINDS, pillar_words, status_words, words

REGION = Column("Daerah", width=150, wraps=True)
OFFICE = Column("OPD", wraps=True, link=links.AGENCY)
PILLAR = Column("Pilar", words=pillar_words(), width=110, link=links.PILLAR)
KIND = Column("Jenis", words=words(KINDS), width=110)
STATUS = Column("Status", words=status_words(), width=160)
POINTS = ((None, "dark-red"), (-10, "orange"), (-5, "yellow"), (-1, "green"))
"""Of actual minus planned progress, in points."""


def title(heading: str) -> Column:
    """What an item is called; leads to its page."""
    return Column(heading, wraps=True, link=links.ITEM)


def hidden(heading: str) -> Column:
    """What tells two rows apart and where a link leads, and nobody reads."""
    return Column(heading, is_hidden=True)


def percent(title: str, width: int = 100) -> Column:
    """A ratio of 0 to 1 in percent."""
    return Column(title, unit="percentunit", decimals=1, width=width)


def count(title: str, width: int = 100) -> Column:
    """A number of things."""
    return Column(title, decimals=0, width=width)


def alarming(title: str, width: int = 100) -> Column:
    """A number of things of which there should be none."""
    return Column(title, decimals=0, width=width, steps=((None, "green"), (1, "dark-red")))


def noted(title: str, width: int = 100) -> Column:
    """A number of things to be looked at."""
    return Column(title, decimals=0, width=width, steps=((None, "green"), (1, "orange")))


def behind(*, is_first: bool = False) -> Column:
    """Actual minus planned progress, in points; the first figure of a row may be not known."""
    words = NOT_KNOWN if is_first else ()
    return Column("Selisih (poin)", decimals=1, width=140, steps=POINTS, words=words)
