"""Programs that come inside installed packages, run where they lie."""

import os
import stat
from importlib.util import find_spec
from pathlib import Path


class NotPackaged(Exception):
    """No such program for this system among the installed packages."""

    def __init__(self, program: str) -> None:
        super().__init__(
            f"Tidak ada {program} untuk sistem ini (perlu Linux x86-64); pakai "
            f"docker-compose.yml. / No {program} for this system; use docker-compose.yml."
        )


def packaged(package: str, program: str) -> Path:
    """The path of `program` in `package`; wheels may pack it without its run bit.

    Raises `NotPackaged`.
    """
    try:
        spec = find_spec(package)
    except ModuleNotFoundError:
        spec = None
    places = spec.submodule_search_locations if spec else None
    for place in places or ():
        found = Path(place) / program
        if found.is_file():
            if not os.access(found, os.X_OK):
                found.chmod(found.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
            return found
    raise NotPackaged(Path(program).name)
