"""Display names of the plan's values: Indonesian, with one colour per status."""

from collections.abc import Mapping

from grafana_foundation_sdk.models.dashboard import (
    DashboardRegexMapOptions,
    RegexMap,
    ValueMap,
    ValueMapping,
    ValueMappingResult,
)

from contracts import wording

COLOURS = {
    "late": "dark-red",
    "critical": "orange",
    "behind": "yellow",
    "on_track": "green",
    "done": "blue",
    "not_started": "#8e8e8e",
    "cancelled": "#545454",
}
PILLARS = {pillar.value: text for pillar, text in wording.PILLARS.items()}
"""Value in the event -> name in the masterplan."""
KINDS = {kind.value: text for kind, text in wording.KINDS.items()}
STATUSES = {one.value: (text, COLOURS[one.value]) for one, text in wording.STATUSES.items()}
"""Value in the event -> (display name, colour), the worst first."""
STATUS_NAMES = {status: text for status, (text, _) in STATUSES.items()}
MEASURES = {"done": "Masuk", "done_is_signed": "Ditandatangani", "done_proven": "Terbukti"}
"""How much of the progress counts: end of the series' name -> what it is called."""
PARTNERS = {kind.value: text.capitalize() for kind, text in wording.PARTNERS.items()}
PLACES = {"yes": "Perdesaan", "no": "Bukan desa"}


def words(names: Mapping[str, str]) -> list[ValueMapping]:
    """Shows a value by its name."""
    return [
        ValueMap(
            {
                word: ValueMappingResult(text=text, index=index)
                for index, (word, text) in enumerate(names.items())
            }
        )
    ]


def pillar_words() -> list[ValueMapping]:
    """Shows a pillar by its Indonesian name."""
    return words(PILLARS)


def status_words() -> list[ValueMapping]:
    """Shows a status by its Indonesian name, in its colour."""
    return [
        ValueMap(
            {
                word: ValueMappingResult(text=text, color=color, index=index)
                for index, (word, (text, color)) in enumerate(STATUSES.items())
            }
        )
    ]


def month_words() -> list[ValueMapping]:
    """Shows a month such as 2026-01 by the first letters of its Indonesian name: twelve stand side
    by side on a phone.
    """
    return [
        RegexMap(
            DashboardRegexMapOptions(
                pattern=f"/^\\d+-{number:02}$/",
                result=ValueMappingResult(text=name[:3], index=number),
            )
        )
        for number, name in enumerate(wording.MONTHS, 1)
    ]
