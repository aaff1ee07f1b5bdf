"""var/demo.json: addresses, accounts and pids of the running stack, for scripts."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class LogIn:
    """An account of the demonstration, with its password."""

    username: str
    password: str
    role: str
    agency: str | None


@dataclass(frozen=True, slots=True)
class Running:
    """What a script needs; URLs without a trailing slash; `prometheus`, `boards` None if absent."""

    services: Mapping[str, str]
    kafka: str
    mongodb: str
    mail: str
    prometheus: str | None
    boards: str | None
    accounts: Sequence[LogIn]
    pids: Mapping[str, int]

    def shape(self) -> dict[str, Any]:
        """The content of the JSON file."""
        return {
            "services": {name: {"url": url} for name, url in self.services.items()},
            "kafka": self.kafka,
            "mongodb": self.mongodb,
            "mail": {"url": self.mail},
            "prometheus": self.prometheus,
            "boards": self.boards,
            "accounts": [asdict(account) for account in self.accounts],
            "pids": dict(self.pids),
        }

    def write(self, path: Path) -> None:
        """Replace the file atomically; it holds passwords, so only its owner may read it."""
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(self.shape(), file, indent=2, ensure_ascii=False)
        new.replace(path)
