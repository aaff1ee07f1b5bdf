"""Display names of the plan's values: Indonesian, with one colour per status."""

from grafana_foundation_sdk.models.dashboard import ValueMap, ValueMapping, ValueMappingResult

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
STATUSES = {one.value: (text, COLOURS[one.value]) for one, text in wording.STATUSES.items()}
"""Value in the event -> (display name, colour), the worst first."""


def pillar_words() -> list[ValueMapping]:
    """Shows a pillar by its Indonesian name."""
    return [
        ValueMap(
            {
                word: ValueMappingResult(text=text, index=index)
                for index, (word, text) in enumerate(PILLARS.items())
            }
        )
    ]


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
