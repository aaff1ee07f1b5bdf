"""The plan's words as the boards show them: Indonesian, with one colour per status."""

from grafana_foundation_sdk.models.dashboard import ValueMap, ValueMapping, ValueMappingResult

PILLARS = {
    "governance": "Tata kelola",
    "society": "Masyarakat",
    "economy": "Ekonomi",
    "branding": "Branding",
    "living": "Kehidupan",
    "environment": "Lingkungan",
}
"""Word of the event -> word of the masterplan."""

STATUSES = {
    "late": ("Terlambat", "dark-red"),
    "critical": ("Kritis", "orange"),
    "behind": ("Tertinggal", "yellow"),
    "on_track": ("Sesuai rencana", "green"),
    "done": ("Selesai", "blue"),
    "not_started": ("Belum mulai", "#8e8e8e"),
    "cancelled": ("Dibatalkan", "#545454"),
}
"""Word of the event -> (word shown, colour), the worst first."""


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
