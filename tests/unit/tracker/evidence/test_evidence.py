"""A file's name as text, and the identity of a piece of evidence."""

import pytest

from tracker.evidence.evidence import (
    EXTENSIONS,
    JPEG,
    NAME_MOST,
    evidence_key,
    is_picture,
    plain_name,
)

SHA = "a" * 64


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("foto.jpg", "foto.jpg"),
        ("FOTO.JPEG", "FOTO.jpeg"),
        ("../../etc/passwd", "passwd.jpg"),
        (r"C:\Foto\jembatan.JPG", "jembatan.jpg"),
        ("foto.jpg.exe", "foto.jpg.exe.jpg"),
        ("fo\r\nto\x00.jpg", "foto.jpg"),
        ("foto\u202egpj.exe", "fotogpj.exe.jpg"),
        ("", "berkas.jpg"),
        ("...", "berkas.jpg"),
        ("jembatan Loa Kulu.jpg", "jembatan Loa Kulu.jpg"),
    ],
)
def test_a_name_is_text_with_an_extension_of_the_files_type(given: str, name: str) -> None:
    assert plain_name(given, JPEG) == name


@pytest.mark.parametrize("media_type", EXTENSIONS)
def test_a_long_name_keeps_its_extension(media_type: str) -> None:
    name = plain_name("x" * 500, media_type)
    assert len(name) == NAME_MOST
    assert name.endswith(EXTENSIONS[media_type][0])


def test_keys_are_those_that_are_stored() -> None:
    assert evidence_key("KUKAR-QW-01", "r-1", SHA) == f"KUKAR-QW-01/r-1/{SHA}"
    assert evidence_key("KUKAR-QW-01", None, SHA) == f"KUKAR-QW-01//{SHA}"


def test_every_type_is_a_picture_or_a_document() -> None:
    pictures = {media_type for media_type in EXTENSIONS if is_picture(media_type)}
    assert pictures == {"image/jpeg", "image/png", "image/webp", "image/heic"}
