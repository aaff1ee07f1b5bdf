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
        """Held, with the supervisor's pid in it, while a stack runs here.

        It lies beside the folder, which somebody may remove while the stack runs.
        """
        return self.root.with_name(f".{self.root.name}.lock")

    @property
    def shown_lock(self) -> Path:
        """Leads to the lock from inside the folder."""
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

    @property
    def failure(self) -> Path:
        """Where an error that nobody expected is written in full."""
        return self.logs / "failure.log"

    def make(self) -> None:
        """Make the folders, for the owner's eyes only: there are passwords, mails and plans."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        inside = (self.logs, self.secrets, self.mongodb, self.mail, self.prometheus, self.sample)
        for path in inside:
            path.mkdir(mode=0o700, exist_ok=True)
            path.chmod(0o700)

    def show_lock(self) -> None:
        """Have the lock seen from inside the folder too."""
        self.shown_lock.unlink(missing_ok=True)
        self.shown_lock.symlink_to(Path("..") / self.lock.name)


def for_the_owner(path: Path) -> Path:
    """The file, made when it is missing, that only its owner can read."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    return path
