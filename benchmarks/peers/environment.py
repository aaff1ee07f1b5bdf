"""The environment variables of a peer."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class PeerEnvironment:
    """The BENCH_ variables; the package's docstring describes them."""

    kafka: str
    mongodb: str
    database: str
    group: str
    topic_in: str
    topic_out: str
    folder: Path

    @classmethod
    def here(cls) -> Self:
        """Those of this process; creates the folder. Raises KeyError."""
        environment = os.environ
        folder = Path(environment["BENCH_FOLDER"])
        folder.mkdir(parents=True, exist_ok=True)
        return cls(
            kafka=environment["BENCH_KAFKA"],
            mongodb=environment["BENCH_MONGODB"],
            database=environment["BENCH_DATABASE"],
            group=environment["BENCH_GROUP"],
            topic_in=environment["BENCH_IN"],
            topic_out=environment["BENCH_OUT"],
            folder=folder,
        )
