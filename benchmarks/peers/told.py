"""What the environment tells a peer."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Told:
    """The BENCH_ variables; what they mean stands in the package."""

    kafka: str
    mongodb: str
    database: str
    group: str
    topic_in: str
    topic_out: str
    folder: Path

    @classmethod
    def here(cls) -> Self:
        """Those of this process. Raises KeyError."""
        said = os.environ
        folder = Path(said["BENCH_FOLDER"])
        folder.mkdir(parents=True, exist_ok=True)
        return cls(
            kafka=said["BENCH_KAFKA"],
            mongodb=said["BENCH_MONGODB"],
            database=said["BENCH_DATABASE"],
            group=said["BENCH_GROUP"],
            topic_in=said["BENCH_IN"],
            topic_out=said["BENCH_OUT"],
            folder=folder,
        )
