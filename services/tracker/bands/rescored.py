"""Counts what other limits would have said, and tells it in lines. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tracker.bands.rescoring import Scored
from tracker.bands.scheme import Scheme

NONE = "-"


@dataclass(slots=True)
class Rescored:
    """Counts by scheme, and each item whose band would be another now."""

    looked_at: Counter[str] = field(default_factory=Counter)
    differing: Counter[str] = field(default_factory=Counter)
    moved: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    now: list[Scored] = field(default_factory=list)

    def add(self, one: Scored) -> None:
        """Count a report, or keep an item whose band would be another now."""
        differs = one.was != one.becomes
        if one.as_of is None:
            self.now += [one] if differs else []
            return
        self.looked_at[one.scheme] += 1
        if differs:
            self.differing[one.scheme] += 1
            self.moved[one.scheme, one.was or NONE, one.becomes or NONE] += 1


def rescored_lines(found: Rescored, old: Sequence[Scheme], new: Sequence[Scheme]) -> Iterator[str]:
    """What the command says, Indonesian first."""
    there = {one.scheme: one for one in new}
    for scheme in old:
        if scheme.scheme not in there:
            yield f"{scheme.scheme}: tidak ada lagi (is gone)"
    for one in new:
        if one.scheme not in {scheme.scheme for scheme in old}:
            yield f"{one.scheme}: baru (is new), {one.version}"
    for scheme in old:
        if (other := there.get(scheme.scheme)) is not None:
            yield _counted(found, scheme, other)
            yield from _moves(found.moved, scheme.scheme)
            for item in found.now:
                if item.scheme == scheme.scheme:
                    moved = f"{item.was or NONE} → {item.becomes or NONE}"
                    yield f"  {item.item_id}: {moved}"


def _counted(found: Rescored, old: Scheme, new: Scheme) -> str:
    return (
        f"{old.scheme} {old.version} → {new.version}: {found.differing[old.scheme]} dari "
        f"{found.looked_at[old.scheme]} laporan dinilai lain (reports in another band); "
        f"sekarang (now) {sum(one.scheme == old.scheme for one in found.now)} rencana aksi (items)"
    )


def _moves(moved: Mapping[tuple[str, str, str], int], scheme: str) -> Iterator[str]:
    for (of, was, becomes), count in sorted(moved.items()):
        if of == scheme:
            yield f"  {was} → {becomes}: {count}"
