"""A small disk of its own for one process, so that it can be filled without harm to others."""

import subprocess
from pathlib import Path

BLOCK = 1024 * 1024


class Disk:
    """A folder on a file system of its own, in memory; an ordinary one where that is refused."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
        self.is_small = subprocess.run(command, check=False, capture_output=True).returncode == 0

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self) -> None:
        """Leave not a byte free. Raises RuntimeError on an ordinary folder."""
        if not self.is_small:
            raise RuntimeError(f"{self.folder} is no file system of its own")
        with self._ballast.open("wb", buffering=0) as file:
            block = bytes(BLOCK)
            while block:
                try:
                    file.write(block)
                except OSError:
                    block = block[: len(block) // 2]

    def free(self) -> None:
        """Take the ballast away."""
        self._ballast.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file system."""
        if self.is_small:
            subprocess.run(["umount", "-l", str(self.folder)], check=False, capture_output=True)
