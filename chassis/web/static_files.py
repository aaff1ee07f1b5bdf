"""Static files under a hash of their content, so that browsers may keep them for a year."""

import gzip
import hashlib
import mimetypes
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import Response

from chassis.http.problem import not_found
from chassis.text import Text

HASH_DIGITS = 12
FOR_A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent: its content, and the same compressed."""

    content: bytes
    compressed: bytes
    media_type: str


class StaticFiles:
    """The files in the folders `static` of some packages, under `prefix`."""

    def __init__(self, packages: Sequence[str], prefix: str) -> None:
        self._prefix = prefix
        self._paths: dict[str, str] = {}
        self._files: dict[str, StaticFile] = {}
        for file in (one for package in packages for one in _files_of(package)):
            kind, _ = mimetypes.guess_type(file.name)
            if kind not in {"text/css", "text/javascript", "image/svg+xml", "image/png"}:
                continue
            content = file.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:HASH_DIGITS]
            path = f"{digest}/{file.name}"
            self._paths[file.name] = path
            self._files[path] = StaticFile(content, gzip.compress(content, 9, mtime=0), kind)

    @property
    def names(self) -> Mapping[str, str]:
        """The address of each file, by its name."""
        return {name: self.address(name) for name in self._paths}

    def address(self, name: str) -> str:
        """Where a file is served; it changes with the file's content. Raises KeyError."""
        return f"{self._prefix}/{self._paths[name]}"

    def text(self, name: str) -> str:
        """What a file of text says. Raises KeyError."""
        return self._files[self._paths[name]].content.decode()

    def response(self, request: Request, path: str) -> Response:
        """The file at `path` below the prefix. Raises 404."""
        file = self._files.get(path)
        if file is None:
            raise not_found(Text("Berkas ini tidak ada.", "There is no such file."))
        headers = {"Cache-Control": FOR_A_YEAR, "Vary": "Accept-Encoding"}
        content = file.content
        if "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["Content-Encoding"] = file.compressed, "gzip"
        return Response(content, headers=headers, media_type=file.media_type)


def _files_of(package: str) -> Iterable[Traversable]:
    folder = files(package).joinpath("static")
    return folder.iterdir() if folder.is_dir() else ()
