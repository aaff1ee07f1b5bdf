"""Settings for services that read files, from the environment."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.sheets.limits import DEFAULT, MEGABYTE, Limits


class FileSettings(BaseSettings):
    """Limits of files and of the processes that read them; each is AKSI_ and its name."""

    model_config = SettingsConfigDict(env_prefix="AKSI_", frozen=True, extra="forbid")

    file_readers: int = Field(default=2, ge=1, le=32, description="Files in hand at once.")
    file_waiting: int = Field(
        default=16, ge=0, le=1000, description="Files that may wait for a reader; more get a 503."
    )
    file_wait_seconds: float = Field(
        default=60, gt=0, description="How long one waits before it gets a 503."
    )
    file_memory_mb: int = Field(
        default=384, ge=64, description="Memory for reading one file, besides the interpreter's."
    )
    file_cpu_seconds: int = Field(default=30, ge=1, description="Processor time for one file.")
    file_seconds: float = Field(default=90, gt=0, description="Time on the clock for one file.")
    file_answer_mb: int = Field(
        default=96, ge=1, description="What a reader may hand over of one file's tables."
    )
    file_mb: int = Field(default=DEFAULT.file_bytes // MEGABYTE, ge=1)
    file_expanded_mb: int = Field(
        default=DEFAULT.expanded_bytes // MEGABYTE, ge=1, description="All parts of a zipped file."
    )
    file_parts: int = Field(
        default=DEFAULT.parts, ge=10, description="Entries of a zipped workbook."
    )
    file_sheets: int = Field(default=DEFAULT.sheets, ge=1)
    file_rows: int = Field(default=DEFAULT.rows, ge=1, description="Of one sheet.")
    file_columns: int = Field(default=DEFAULT.columns, ge=1, description="Of one sheet.")
    file_cells: int = Field(
        default=DEFAULT.cells, ge=1, description="Rows times columns, all sheets, blank ones too."
    )
    file_merges: int = Field(default=DEFAULT.merges, ge=0, description="Of one sheet.")
    file_strings: int = Field(
        default=DEFAULT.strings,
        ge=1,
        description="Different texts shared by an .xlsx file's cells.",
    )
    file_text: int = Field(default=DEFAULT.text, ge=1, description="Characters of one cell.")

    @property
    def file_limits(self) -> Limits:
        """The limits of one file."""
        return Limits(
            file_bytes=self.file_mb * MEGABYTE,
            expanded_bytes=self.file_expanded_mb * MEGABYTE,
            parts=self.file_parts,
            sheets=self.file_sheets,
            rows=self.file_rows,
            columns=self.file_columns,
            cells=self.file_cells,
            merges=self.file_merges,
            strings=self.file_strings,
            text=self.file_text,
        )
