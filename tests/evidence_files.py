"""Files such as officers give as evidence, and such as nobody should; made, not copied."""

import random
import zipfile
from collections.abc import Mapping
from io import BytesIO

from PIL import Image
from pillow_heif import register_heif_opener
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

register_heif_opener()
TAKEN = "2026:06:14 09:30:00"
PLACE = (-0.416667, 116.983333)
"""In Tenggarong."""


def photo(form: str = "JPEG", size: tuple[int, int] = (2400, 1600), colour: str = "navy") -> bytes:
    """A picture that says when and where it was taken, where its form can."""
    return _told(Image.new("RGB", size, colour), form)


def noisy_photo() -> bytes:
    """A JPEG of two megabytes and more, that says when and where it was taken."""
    noise = Image.frombytes("RGB", (600, 400), random.Random(7).randbytes(600 * 400 * 3))
    return _told(noise.resize((2400, 1600)), "JPEG", quality=95)


def photo_with_thumbnail() -> bytes:
    """A noisy JPEG whose metadata have a whole small JPEG in them, as cameras write it."""
    small = BytesIO()
    Image.new("RGB", (160, 120), "teal").save(small, "JPEG")
    told = small.getvalue()
    exif = Image.Exif()
    exif[0x927C] = told
    out = BytesIO()
    with Image.open(BytesIO(noisy_photo())) as image:
        image.save(out, "JPEG", exif=exif, quality=95)
    assert told in out.getvalue()
    return out.getvalue()


def photo_of_two() -> bytes:
    """Two pictures in one file (MPO), the second smaller."""
    out = BytesIO()
    more = [Image.new("RGB", (300, 200), "gray")]
    image = Image.new("RGB", (1200, 800), "olive")
    image.save(out, "MPO", save_all=True, append_images=more)
    return out.getvalue()


def broken_photo() -> bytes:
    """A JPEG that ends as it should, and has no tables by which to read it."""
    data = photo()
    tables = data.index(b"\xff\xdb")
    return data[:tables] + data[data.index(b"\xff\xc0", tables) :]


def _told(image: Image.Image, form: str, **more: int) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Ponsel"
    exif.get_ifd(0x8769)[0x9003] = TAKEN
    exif.get_ifd(0x8825).update({1: "S", 2: (0.0, 25.0, 0.0012), 3: "E", 4: (116.0, 58.0, 59.9988)})
    out = BytesIO()
    image.save(out, form, exif=exif, **more)
    return out.getvalue()


def sideways() -> bytes:
    """A picture of 400 x 100 that says it has to be turned by a quarter."""
    exif = Image.Exif()
    exif[0x0112] = 6
    out = BytesIO()
    Image.new("RGB", (400, 100), "green").save(out, "JPEG", exif=exif)
    return out.getvalue()


def see_through() -> bytes:
    """A PNG of which nothing is painted."""
    out = BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    return out.getvalue()


def huge() -> bytes:
    """A small file of 64 million pixels."""
    out = BytesIO()
    Image.new("1", (8_000, 8_000)).save(out, "PNG")
    return out.getvalue()


def pdf(*, script: str | None = None, password: str | None = None) -> bytes:
    """A page; with a script that runs when it is opened, or locked."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if script:
        action = {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject(script),
        }
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    if password:
        writer.encrypt(password)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def launching_pdf() -> bytes:
    """A PDF that starts a program."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    )
    writer.root_object[NameObject("/OpenAction")] = action
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts, in their order."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def word(**more: bytes) -> bytes:
    """A .docx as far as its parts go."""
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **more})


def open_text(*names: str) -> bytes:
    """An .odt as far as its parts go."""
    said = b"application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": said, "content.xml": b"<x/>", **dict.fromkeys(names, b"x")})
