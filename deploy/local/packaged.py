"""Executables inside installed Python packages, run in place."""

import os
import stat
from importlib.util import find_spec
from pathlib import Path


class NotPackaged(Exception):
    """No installed package has the program for this system."""

    def __init__(self, program: str) -> None:
        super().__init__(
            f"Tidak ada {program} untuk sistem ini (perlu Linux x86-64); pakai "
            f"docker-compose.yml. / No {program} for this system; use docker-compose.yml."
        )


def packaged(package: str, program: str) -> Path:
    """The path of `program` in `package`; made executable, because a wheel may lack that bit.

    Raises `NotPackaged`.
    """
    try:
        spec = find_spec(package)
    except ModuleNotFoundError:
        spec = None
    places = spec.submodule_search_locations if spec else None
    for place in places or ():
        path = Path(place) / program
        if path.is_file():
            if not os.access(path, os.X_OK):
                path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
            return path
    raise NotPackaged(Path(program).name)
