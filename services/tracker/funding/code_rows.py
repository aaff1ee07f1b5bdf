"""The sub kegiatan of an agency in a year, and what each funds. Pure."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tracker.funding.figure import Figure, SubActivity
from tracker.funding.linked import (
    EVERY_YEAR,
    Link,
    holding,
    linked_by_year,
    links_by_item,
    names_in,
    of_links,
)
from tracker.funding.linking import name_key, proposed, words_of

AT_ONCE = 25
"""Sub kegiatan on a page."""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A sub kegiatan in a year: its name and the item that it funds."""

    code: str
    name: str
    item_id: str
    is_decided: bool
    """Whether someone said which item it funds, or that it funds none."""
    since: int | None = None
    """The other year of which that was said; None where it was said of this one, or of every."""
    is_gone: bool = False
    """Whether it is linked, and the files of this year do not have it."""
    proposed: str | None = None
    """The item whose title is like its name, or that a code of the same name funded."""
    was: str | None = None
    """That other code."""

    @property
    def is_open(self) -> bool:
        """Whether someone has to decide."""
        return self.is_gone or not self.is_decided or bool(self.was)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them are shown."""

    year: int | None = None
    """The latest that has figures where it is None."""
    words: str = ""
    """Part of code, name, or the item's title or code."""
    only_open: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class CodePage:
    """A page of them, those first of which someone has to decide."""

    rows: Sequence[CodeRow]
    number: int
    """From 1."""
    pages: int
    found: int
    total: int
    open: int
    """How many of all someone has to decide of."""


def rows_of(
    year: int,
    names: Mapping[SubActivity, str],
    decided: Sequence[Link],
    figures: Mapping[SubActivity, Sequence[Figure]],
    *,
    titles: Mapping[str, str],
    running: Collection[str],
) -> Sequence[CodeRow]:
    """Every sub kegiatan of the year, by `names`, and those that it does not have of items that are
    `running` in it.

    `figures` are those of all sub kegiatan that were ever linked to these, `titles` those of the
    agency's items.
    """
    by_code: dict[SubActivity, list[Link]] = defaultdict(list)
    for one in decided:
        by_code[one.of].append(one)
    linked = {
        of: held.item_id
        for of, name in names.items()
        if (held := holding(by_code.get(of, ()), year, name)) and held.item_id
    }
    for item_id, links in links_by_item(decided).items():
        if item_id in running:
            those = linked_by_year(item_id, links, of_links(links, figures), [year])[year]
            linked |= {of: item_id for of in those if of not in names}
    lost = _lost(year, names, linked, by_code, figures, running=running)
    words = words_of(titles)

    def row(of: SubActivity) -> CodeRow:
        name, held = names.get(of, ""), holding(by_code[of], year, names.get(of, ""))
        item_id = linked.get(of, "")
        before = None if item_id or not name else lost.get(name_key(name))
        guess = proposed(name, words) if held is None and before is None else None
        return CodeRow(
            code=of.code,
            name=name or next((one.name for one in figures.get(of, ())), ""),
            item_id=item_id,
            is_decided=held is not None,
            since=held.year if held and held.year not in {year, EVERY_YEAR} else None,
            is_gone=of not in names,
            proposed=before[1] if before else guess,
            was=before[0].code if before else None,
        )

    rows = [row(of) for of in {*names, *linked}]
    return sorted(rows, key=lambda one: (not one.is_open, not one.item_id, one.code))


def _lost(
    year: int,
    names: Mapping[SubActivity, str],
    linked: Mapping[SubActivity, str],
    by_code: Mapping[SubActivity, Sequence[Link]],
    figures: Mapping[SubActivity, Sequence[Figure]],
    *,
    running: Collection[str],
) -> Mapping[str, tuple[SubActivity, str]]:
    """By name the code and the item of sub kegiatan that were linked in the years beside this one,
    and in this one either are not there or are another; none where several had the name.
    """
    found: dict[str, set[tuple[SubActivity, str]]] = defaultdict(set)
    for of, those in by_code.items():
        held = holding(those, year)
        if held is None or held.item_id not in running or (of in names and of in linked):
            continue
        said = names_in(figures.get(of, ())).get(of, {})
        name = held.name or next((said[one] for one in sorted(said, reverse=True)), "")
        if name and held.year != year:
            found[name_key(name)].add((of, held.item_id))
    return {name: next(iter(those)) for name, those in found.items() if len(those) == 1}


def page_of(rows: Sequence[CodeRow], wanted: Wanted, titles: Mapping[str, str]) -> CodePage:
    """The page of them that is wanted, the last where there are not so many."""
    words = wanted.words.casefold().split()

    def is_wanted(row: CodeRow) -> bool:
        text = f"{row.code} {row.name} {row.item_id} {titles.get(row.item_id, '')}".casefold()
        return (row.is_open or not wanted.only_open) and all(word in text for word in words)

    found = [row for row in rows if is_wanted(row)]
    pages = max(1, -(-len(found) // AT_ONCE))
    number = min(max(1, wanted.page), pages)
    first = (number - 1) * AT_ONCE
    return CodePage(
        rows=found[first : first + AT_ONCE],
        number=number,
        pages=pages,
        found=len(found),
        total=len(rows),
        open=sum(row.is_open for row in rows),
    )
