"""Where the stack keeps what it makes: all of it under one folder, var/ by default."""

from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Folder:
    """The paths under `root`."""

    root: Path

    @property
    def demo_file(self) -> Path:
        """What scripts read to find the running stack."""
        return self.root / "demo.json"

    @property
    def lock(self) -> Path:
        """Held, with the supervisor's pid in it, while a stack runs here."""
        return self.root / "stack.lock"

    @property
    def logs(self) -> Path:
        """One file for each process."""
        return self.root / "log"

    @property
    def secrets(self) -> Path:
        """Signing key and passwords, readable by their owner only."""
        return self.root / "secrets"

    @property
    def mongodb(self) -> Path:
        """The database's own files."""
        return self.root / "mongodb"

    @property
    def mail(self) -> Path:
        """Every caught mail, one .eml each."""
        return self.root / "mail"

    @property
    def prometheus(self) -> Path:
        """Prometheus' configuration and samples."""
        return self.root / "prometheus"

    @property
    def sample(self) -> Path:
        """The sample plan, and the day it was made for."""
        return self.root / "sample"

    def make(self) -> None:
        """Make the folders; what holds secrets is for the owner's eyes."""
        for path in (self.root, self.logs, self.mongodb, self.mail, self.prometheus, self.sample):
            path.mkdir(parents=True, exist_ok=True)
        self.secrets.mkdir(mode=0o700, exist_ok=True)
