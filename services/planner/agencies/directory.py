"""Agencies by code, name and alias. Pure."""

import re
from collections.abc import Callable, Collection
from difflib import SequenceMatcher, get_close_matches

from chassis.http.problem import Fault
from chassis.sheets.key import header_key
from chassis.sheets.refusal import Unreadable
from planner.agencies.agency import Draft
from planner.agencies.plain_name import without_number, without_region, without_unit
from planner.refusal import NotOfThePlan, plan_fault

DISTRICT = re.compile(r"^kec(?:\.\s*|\s+)", re.IGNORECASE)
NEAR_MOST = 5
"""Agencies that are proposed for an unknown name."""
POSSIBLE, LIKELY, APART = 0.6, 0.75, 0.03
"""How like it a name must be to be proposed, and to be named; and how far before another's."""
LETTERS_COMPARED = 100
"""Of an unknown name: the cost of comparing grows with its length, and its start is enough."""


class AgencyDirectory:
    """The agencies of one region, looked up by the names that sheets use."""

    def __init__(
        self, agencies: Collection[Draft], region: str = "", region_name: str = ""
    ) -> None:
        """`region` and `region_name`: what may stand behind the names of its agencies."""
        self._region = region, region_name
        self._plain: dict[str, str] = {}
        self._names = {agency.agency: agency.name for agency in agencies}
        self._codes: dict[str, set[str]] = {}
        for agency in agencies:
            for text in (agency.agency, agency.name, *agency.aliases):
                if key := _key(text):
                    self._codes.setdefault(key, set()).add(agency.agency)
        self._unknown: dict[str, tuple[list[str], bool]] = {}

    def __contains__(self, code: object) -> bool:
        return code in self._names

    def knows(self, text: str) -> bool:
        """Whether `text` is the code, name or alias of an agency, or of several."""
        return text in self._names or self._known(text) in self._codes

    def is_ambiguous(self, text: str) -> bool:
        """Whether a text may mean several agencies."""
        return text not in self._names and len(self._codes.get(self._known(text), ())) > 1

    def written(self, code: str) -> str:
        """The name by which an agency is written into a cell."""
        return self._as_written(code)

    def _known(self, text: str) -> str:
        """The key of a text, or where that is none of an agency, of the text without what people
        write around a name: a number before it, a unit or the region behind it.
        """
        key = _key(text)
        if key in self._codes:
            return key
        if text not in self._plain:
            self._plain[text] = self._plainer(text) or key
        return self._plain[text]

    def _plainer(self, text: str) -> str | None:
        bare = without_number(text)
        named = without_region(bare, *self._region)
        whole, unit = without_unit(named)
        found = [bare, named]
        if unit and _key(unit) not in self._codes:
            found += [whole, without_region(whole, *self._region)]
        return next((key for one in found if (key := _key(one)) in self._codes), None)

    def resolve(self, text: str) -> str:
        """The code of the agency that `text` names; Unreadable(unknown-agency, ambiguous-agency).

        An exact code always means its own agency, even where others have it as name or alias.
        """
        if text in self._names:
            return text
        codes = self._codes.get(self._known(text), set())
        if len(codes) == 1:
            return next(iter(codes))
        if codes:
            listed = ", ".join(sorted(codes))
            raise NotOfThePlan(
                "ambiguous-agency", value=text, codes=listed, proposals=sorted(codes)
            )
        raise self.unknown(text)

    def _near(self, asked: str) -> tuple[list[str], bool]:
        """Agencies that may be meant, the likeliest first: those whose name goes on where the asked
        one ends, then those with a name like it. And whether the first stands out.
        """
        longer = sorted(key for key in self._codes if asked and key.startswith(asked))
        alike = get_close_matches(asked, self._codes, n=NEAR_MOST, cutoff=POSSIBLE)
        keys = (*longer, *alike)
        codes = list(dict.fromkeys(one for key in keys for one in sorted(self._codes[key])))
        if longer:
            return codes[:NEAR_MOST], len({one for key in longer for one in self._codes[key]}) == 1
        ratios = [SequenceMatcher(None, asked, key).ratio() for key in alike]
        is_likely = bool(ratios) and ratios[0] >= LIKELY
        rated = zip(alike, ratios, strict=True)
        others = [ratio for key, ratio in rated if codes[0] not in self._codes[key]]
        return codes[:NEAR_MOST], is_likely and (not others or ratios[0] - others[0] > APART)

    def _as_written(self, code: str) -> str:
        """The name of an agency, or its code where the name may also mean another."""
        name = self._names[code]
        return name if self._codes.get(_key(name)) == {code} else code

    def others_called(self, text: str, code: str) -> set[str]:
        """Agencies other than `code` that have this code, name or alias."""
        return self._codes.get(_key(text), set()) - {code}

    def unknown(self, text: str) -> Unreadable:
        """The refusal of an unknown name, with the nearest name in the directory."""
        if text not in self._unknown:
            self._unknown[text] = self._near(_key(text)[:LETTERS_COMPARED])
        codes, is_likely = self._unknown[text]
        shown = f"{codes[0]} ({self._names[codes[0]]})" if is_likely else ""
        return NotOfThePlan(
            "unknown-agency",
            value=text,
            near_id=f"; mungkin {shown}" if shown else "",
            near_en=f"; perhaps {shown}" if shown else "",
            proposals=tuple(map(self._as_written, codes)),
        )


def _key(text: str) -> str:
    """By which names are compared: Kec. is Kecamatan, as everybody writes it."""
    return header_key(DISTRICT.sub("kecamatan ", text.strip()))


def names_taken(
    draft: Draft,
    directory: AgencyDirectory,
    counts: Callable[[str], bool] = lambda _other: True,
) -> list[Fault]:
    """A fault for each code, name or alias that another agency has, for which `counts` is true."""
    aliases = [("aliases", alias) for alias in draft.aliases]
    faults = []
    for name, text in [("agency", draft.agency), ("name", draft.name), *aliases]:
        if others := set(filter(counts, directory.others_called(text, draft.agency))):
            faults.append(plan_fault("name-taken", name, value=text, other=min(others)))
    return faults
