"""Paths of the stack's files: all under one folder, var/ by default."""

from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Folder:
    """The paths under `root`."""

    root: Path

    @property
    def demo_file(self) -> Path:
        """Addresses and accounts of the running stack, for scripts."""
        return self.root / "demo.json"

    @property
    def lock(self) -> Path:
        """Lock file with the supervisor's pid, locked while a stack runs here.

        It is beside the folder, because the folder may be removed while the stack runs.
        """
        return self.root.with_name(f".{self.root.name}.lock")

    @property
    def shown_lock(self) -> Path:
        """Symbolic link to the lock, inside the folder."""
        return self.root / "stack.lock"

    @property
    def logs(self) -> Path:
        """Logs, one file per process."""
        return self.root / "log"

    @property
    def secrets(self) -> Path:
        """Signing key and passwords, readable by their owner only."""
        return self.root / "secrets"

    @property
    def mongodb(self) -> Path:
        """The database's data files."""
        return self.root / "mongodb"

    @property
    def mail(self) -> Path:
        """Every caught mail, one .eml file each."""
        return self.root / "mail"

    @property
    def prometheus(self) -> Path:
        """Prometheus' configuration and data."""
        return self.root / "prometheus"

    @property
    def sample(self) -> Path:
        """The sample plan, and the day it was made for."""
        return self.root / "sample"

    @property
    def failure(self) -> Path:
        """Traceback of an unexpected error."""
        return self.logs / "failure.log"

    def make(self) -> None:
        """Create the folders with mode 0700: they hold passwords, mails and plans."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        inside = (self.logs, self.secrets, self.mongodb, self.mail, self.prometheus, self.sample)
        for path in inside:
            path.mkdir(mode=0o700, exist_ok=True)
            path.chmod(0o700)

    def show_lock(self) -> None:
        """Create the symbolic link `shown_lock`."""
        self.shown_lock.unlink(missing_ok=True)
        self.shown_lock.symlink_to(Path("..") / self.lock.name)


def for_the_owner(path: Path) -> Path:
    """Create the file if missing and set mode 0600; returns `path`."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    return path
