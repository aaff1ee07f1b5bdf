"""Key and passwords, created once in a folder and readable by their owner only."""

import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chassis.auth.keys import new_key

_PASSWORD_BYTES = 12


@dataclass(frozen=True, slots=True)
class Person:
    """An account to create: user name, role and agency."""

    username: str
    role: str
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class SecretFiles:
    """The secret files in `folder`, which must exist."""

    folder: Path

    @property
    def signing_key(self) -> Path:
        """File with the planner's private key; created if missing."""
        path = self.folder / "signing-key.pem"
        if not path.exists():
            new_key(path)
        return path

    @property
    def admin_password(self) -> Path:
        """File with the password of `admin`; created if missing."""
        path = self.folder / "admin-password"
        if not path.exists():
            _write(path, secrets.token_urlsafe(_PASSWORD_BYTES))
        return path

    def passwords(self, people: Sequence[Person]) -> dict[str, str]:
        """The password of each person by user name, the same in every run."""
        path = self.folder / "passwords.json"
        stored: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        missing = [person.username for person in people if person.username not in stored]
        if missing:
            stored |= {name: secrets.token_urlsafe(_PASSWORD_BYTES) for name in missing}
            _write(path, json.dumps(stored, indent=2))
        return {person.username: stored[person.username] for person in people}


def _write(path: Path, content: str) -> None:
    """Write the file atomically, with mode 0600 from the start."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
    new.replace(path)
