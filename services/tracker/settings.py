"""The tracker's settings, from environment variables."""

from pathlib import Path

from pydantic import Field

from chassis.files.settings import FileSettings
from chassis.settings import ServiceSettings


class Settings(FileSettings, ServiceSettings):
    """The chassis's settings, and the files of rules, obstacle categories and boundaries."""

    database: str = "tracker"
    port: int = 8002
    rules_file: Path | None = None
    obstacle_categories_file: Path | None = None
    proof_rules_file: Path | None = None
    plausibility_rules_file: Path | None = None
    band_schemes_file: Path | None = None
    public_regions_file: Path | None = None
    forecast_rules_file: Path | None = None
    index_weights_file: Path | None = None
    index_scores_file: Path | None = None
    programme_file: Path | None = None
    letter_days_file: Path | None = None
    boundaries_file: Path | None = Field(
        default=None,
        description="GeoJSON of the region's districts; the packaged ones are Kukar's.",
    )
    areas_file: Path | None = Field(
        default=None,
        description="Areas of the region's districts, such as the IKN; the packaged ones are "
        "Kukar's.",
    )
    clamd: str = Field(
        default="",
        pattern=r"^$|^/|^[^/:]+:[0-9]{1,5}$",
        description="host:port or socket of a clamd that scans evidence; empty: not scanned.",
    )
    evidence_quota_mb: int = Field(
        default=5_000,
        ge=0,
        description="For the evidence of one agency, and for the files "
        "of minutes of one region's council, in millions of bytes.",
    )
    portal_url: str = Field(
        default="http://127.0.0.1:8002",
        pattern=r"^https?://[^\s]+$",
        description="What links of boards to the tracker's pages begin with.",
    )
    trust_broker: bool = Field(
        default=False,
        description="Submissions on Kafka without a token are believed. Only where the broker's "
        "own access rules say who may write, and for which agency.",
    )
