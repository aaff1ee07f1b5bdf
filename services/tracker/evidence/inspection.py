"""What a file is, by its content; pictures re-encoded without metadata. Runs in a child process.

Whether a photo (JPEG) has come whole is seen by its end mark; it is drawn, which is most of the
work, when somebody first wants to see it. Pictures of other forms say so only when they are drawn,
so that they are drawn small at once.

The type is what the file can be read as, never what its name says: a picture is what Pillow opens,
a document what has the parts of one. What could act on the reader's machine is refused.
"""

import re
import struct
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps
from PIL import ImageFile as image_files
from PIL.ImageFile import ImageFile
from pillow_heif import register_heif_opener
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from chassis.sheets.limits import MEGABYTE, Limits
from chassis.sheets.refusal import FileRefused
from tracker.evidence.evidence import JPEG, refusal

register_heif_opener()
Image.MAX_IMAGE_PIXELS = 50_000_000
SHOWN_PIXELS, SMALL_PIXELS = 1_600, 320
"""Longest side of the picture that others see, and of its thumbnail."""
_OPENED = ("JPEG", "PNG", "WEBP", "HEIF")
_PICTURES = {
    "JPEG": JPEG,
    "MPO": JPEG,
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIF": "image/heic",
}
"""By what Pillow calls them; MPO are photos with a second picture behind them, as many telephones
make them."""
_END_OF_JPEG = b"\xff\xd9"
"""ITU-T T.81, table B.1; within the scans no such bytes occur, B.1.1.5."""
_EXIF, _GPS, _TAKEN = 0x8769, 0x8825, 0x9003
_OFFICE = {
    "word/document.xml": "wordprocessingml.document",
    "xl/workbook.xml": "spreadsheetml.sheet",
    "ppt/presentation.xml": "presentationml.presentation",
}
_OPEN_DOCUMENT = re.compile(
    rb"application/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)"
)
_ACTIVE_PART = re.compile(
    r"vbaproject|/activex/|oleobject|(^|/)(basic|scripts)/|"
    r"\.(exe|dll|com|scr|js|jse|vbs|vbe|wsf|ps1|bat|cmd|jar|hta|html?|svg|lnk|msi|sh)$",
    re.IGNORECASE,
)
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/RichMedia", "/XFA"})
_ACTIVE_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"})


@dataclass(slots=True)
class InspectedFile:
    """Each list has at most one value: a child process hands over lists."""

    media_type: list[str]
    taken_at: list[datetime] = field(default_factory=list)
    place: list[tuple[float, float]] = field(default_factory=list)
    seen: list[bytes] = field(default_factory=list)
    """Of a picture that was drawn, a JPEG without metadata."""


def inspected(data: bytes, limits: Limits, pixels: int | None = None) -> InspectedFile:
    """The file's type, and of a picture what others see: at most so many pixels wide and high.
    Without `pixels` a photo is not drawn, and other pictures small. Raises FileRefused.
    """
    if not data:
        raise FileRefused(refusal("file-empty", "berkas kosong", "the file is empty"))
    if data.startswith(b"%PDF-"):
        return _document(data)
    if data.startswith(b"PK\x03\x04"):
        return _office(data, limits)
    return _picture(data, pixels)


def _picture(data: bytes, pixels: int | None) -> InspectedFile:
    image_files.LOAD_TRUNCATED_IMAGES = False  # a library that draws pages lets a part pass
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=_OPENED) as image:
                media_type = _PICTURES[image.format or ""]
                exif = image.getexif()
                seen = []
                if pixels is not None or image.format != "JPEG":
                    seen = [_drawn(image, pixels or SMALL_PIXELS)]
                elif not _has_end(data, image):
                    raise _not_evidence()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise FileRefused(
            refusal(
                "picture-too-large",
                "foto lebih dari 50 juta piksel; kecilkan dahulu",
                "the picture has more than 50 million pixels; make it smaller first",
            )
        ) from None
    except (OSError, SyntaxError, ValueError, KeyError, EOFError, struct.error):
        raise _not_evidence() from None
    return InspectedFile([media_type], _taken_at(exif), _place(exif), seen)


def _has_end(data: bytes, photo: ImageFile) -> bool:
    """Whether the photo ends, before what some telephones add to it. It was opened, which is to
    say read up to its scans: a thumbnail before them has an end of its own.
    """
    return photo.fp is not None and data.find(_END_OF_JPEG, photo.fp.tell()) > 0


def _drawn(image: ImageFile, pixels: int) -> bytes:
    image.draft("RGB", (pixels, pixels))
    image.thumbnail((pixels, pixels))
    return _encoded(_on_white(ImageOps.exif_transpose(image)))


def _on_white(image: Image.Image) -> Image.Image:
    """In RGB; what is transparent becomes white."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")


def _encoded(image: Image.Image) -> bytes:
    """A new JPEG, which has no metadata."""
    out = BytesIO()
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    bare.save(out, "JPEG", quality=80)
    return out.getvalue()


def _taken_at(exif: Image.Exif) -> list[datetime]:
    try:
        return [datetime.strptime(str(exif.get_ifd(_EXIF)[_TAKEN]), "%Y:%m:%d %H:%M:%S")]  # noqa: DTZ007 - a camera has no zone
    except (KeyError, ValueError, OSError):
        return []


def _place(exif: Image.Exif) -> list[tuple[float, float]]:
    try:
        gps = exif.get_ifd(_GPS)
        latitude = _degrees(gps[2]) * (-1 if gps[1] == "S" else 1)
        longitude = _degrees(gps[4]) * (-1 if gps[3] == "W" else 1)
    except (KeyError, ValueError, TypeError, ZeroDivisionError, OSError):
        return []
    inside = abs(latitude) <= 90 and abs(longitude) <= 180
    return [(latitude, longitude)] if inside and (latitude, longitude) != (0.0, 0.0) else []


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return round(degrees + minutes / 60 + seconds / 3600, 6)


def _document(data: bytes) -> InspectedFile:
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise FileRefused(
                refusal(
                    "file-locked",
                    "PDF ini berkata sandi; simpan tanpa kata sandi",
                    "this PDF has a password; save it without one",
                )
            )
        pages = len(reader.pages)
        numbers = {number for table in reader.xref.values() for number in table}
        numbers |= set(reader.xref_objStm)
        active = any(_is_active(reader.get_object(number)) for number in numbers)
    except (PyPdfError, KeyError, TypeError, AttributeError, RecursionError):
        raise _not_evidence() from None
    if not pages:
        raise _not_evidence()
    if active:
        raise _active()
    return InspectedFile(["application/pdf"])


def _is_active(value: Any) -> bool:
    """Whether an object of a PDF, or one directly inside it, acts."""
    if isinstance(value, ArrayObject):
        return any(_is_active(one) for one in value if isinstance(one, _CONTAINERS))
    if not isinstance(value, DictionaryObject):
        return False
    if _ACTIVE_KEYS & value.keys() or value.get("/S") in _ACTIVE_ACTIONS:
        return True
    inside = (value.raw_get(name) for name in value)
    return any(_is_active(one) for one in inside if isinstance(one, _CONTAINERS))


_CONTAINERS = (DictionaryObject, ArrayObject)


def _office(data: bytes, limits: Limits) -> InspectedFile:
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            _within(parts.infolist(), limits)
            media_type = _office_type(parts)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
        raise _not_evidence() from None
    if media_type is None:
        raise _not_evidence()
    return InspectedFile([media_type])


def _within(entries: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    """Raise FileRefused for too many or too large parts, and for one that acts."""
    if len(entries) > limits.parts or sum(e.file_size for e in entries) > limits.expanded_bytes:
        limit = limits.expanded_bytes // MEGABYTE
        raise FileRefused.because("file-expands-too-far", limit=limit)
    if any(_ACTIVE_PART.search(entry.filename) for entry in entries):
        raise _active()


def _office_type(parts: zipfile.ZipFile) -> str | None:
    names = parts.namelist()
    if "[Content_Types].xml" in names:
        if b"macroEnabled" in _part(parts, "[Content_Types].xml"):
            raise _active()
        kind = next((_OFFICE[name] for name in _OFFICE if name in names), None)
        return f"application/vnd.openxmlformats-officedocument.{kind}" if kind else None
    if names and names[0] == "mimetype":
        said = _part(parts, "mimetype")
        return said.decode() if _OPEN_DOCUMENT.fullmatch(said) else None
    return None


PART_MOST = 1_000_000


def _part(parts: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a part: enough to read what it says of the whole."""
    with parts.open(name) as part:
        return part.read(PART_MOST)


def _active() -> FileRefused:
    return FileRefused(
        refusal(
            "file-acts",
            "berkas berisi makro, skrip atau lampiran yang dapat dijalankan; simpan sebagai PDF "
            "biasa, lalu kirim lagi",
            "the file has macros, scripts or attachments that can be run; save it as a plain PDF "
            "and send it again",
        )
    )


def _not_evidence() -> FileRefused:
    return FileRefused(
        refusal(
            "file-type",
            "berkas bukan foto (JPEG, PNG, WebP, HEIC), PDF, atau dokumen .docx .xlsx .pptx .odt "
            ".ods .odp yang dapat dibaca",
            "the file is no photo (JPEG, PNG, WebP, HEIC), PDF or .docx .xlsx .pptx .odt .ods .odp "
            "document that can be read",
        )
    )
