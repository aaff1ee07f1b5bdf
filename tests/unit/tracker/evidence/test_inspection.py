"""What a file is, by its content, whatever its name says; what acts is refused."""

from datetime import datetime
from io import BytesIO

import pytest
from PIL import Image

from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.refusal import FileRefused
from tests import evidence_files as files
from tracker.evidence.inspection import SHOWN_PIXELS, SMALL_PIXELS, InspectedFile, inspected

OFFICE = "application/vnd.openxmlformats-officedocument"


def read(data: bytes, pixels: int = SMALL_PIXELS) -> InspectedFile:
    return inspected(data, DEFAULT, pixels)


def code_of(data: bytes, limits: Limits = DEFAULT) -> str:
    with pytest.raises(FileRefused) as refused:
        inspected(data, limits)
    (fault,) = refused.value.faults
    assert fault.message.indonesian != fault.message.english
    return fault.code


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("HEIF", "image/heic"),
    ],
)
def test_a_photo_says_when_and_where_and_others_see_neither(form: str, media_type: str) -> None:
    file = read(files.photo(form))
    assert file.media_type == [media_type]
    assert file.taken_at == [datetime(2026, 6, 14, 9, 30)]  # noqa: DTZ001 - a camera has no zone
    assert file.place == [pytest.approx(files.PLACE, abs=1e-5)]
    for longest in (SHOWN_PIXELS, SMALL_PIXELS):
        (data,) = read(files.photo(form), longest).seen
        with Image.open(BytesIO(data)) as image:
            assert (image.format, max(image.size)) == ("JPEG", longest)
            assert dict(image.getexif()) == {}
        assert b"Ponsel" not in data


def test_a_photo_is_not_drawn_before_somebody_looks_at_it() -> None:
    assert inspected(files.noisy_photo(), DEFAULT).seen == []
    for form in ("PNG", "WEBP", "HEIF"):
        (small,) = inspected(files.photo(form), DEFAULT).seen
        with Image.open(BytesIO(small)) as image:
            assert max(image.size) == SMALL_PIXELS


def test_what_a_telephone_adds_to_a_photo_does_not_matter() -> None:
    film = files.noisy_photo() + b"ftypmp42" + bytes(500_000)
    for data in (film, files.photo_with_thumbnail(), files.photo_of_two()):
        assert inspected(data, DEFAULT).media_type == ["image/jpeg"]
        assert len(read(data).seen) == 1


def test_a_photo_of_two_says_whether_it_came_whole_only_when_it_is_drawn() -> None:
    whole = files.photo_of_two()
    assert len(inspected(whole, DEFAULT).seen) == 1
    assert code_of(whole[: len(whole) // 3]) == "file-type"


def test_a_part_of_a_photo_is_none_whatever_else_the_process_draws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(FileRefused):
        read(files.broken_photo())


def test_a_photo_that_cannot_be_drawn_is_refused_at_the_latest_then() -> None:
    with pytest.raises(FileRefused):
        read(files.broken_photo())


def test_a_photo_is_turned_upright() -> None:
    with Image.open(BytesIO(read(files.sideways(), SHOWN_PIXELS).seen[0])) as image:
        assert image.size == (100, 400)


def test_what_is_see_through_is_white() -> None:
    with Image.open(BytesIO(read(files.see_through()).seen[0])) as image:
        assert image.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (files.pdf(), "application/pdf"),
        (files.word(), f"{OFFICE}.wordprocessingml.document"),
        (
            files.zipped({"[Content_Types].xml": b"<T/>", "xl/workbook.xml": b"<x/>"}),
            f"{OFFICE}.spreadsheetml.sheet",
        ),
        (files.open_text(), "application/vnd.oasis.opendocument.text"),
    ],
)
def test_a_document_is_known_by_its_parts(data: bytes, media_type: str) -> None:
    file = read(data)
    assert (file.media_type, file.seen) == ([media_type], [])


@pytest.mark.parametrize(
    "data",
    [
        files.pdf(script="app.alert(1)"),
        files.launching_pdf(),
        files.word(**{"word/vbaProject.bin": b"x"}),
        files.word(**{"word/embeddings/oleObject1.bin": b"x"}),
        files.word(**{"hitung.EXE": b"x"}),
        files.zipped(
            {
                "[Content_Types].xml": b'<Types><D ContentType="x.macroEnabled.main"/></Types>',
                "xl/workbook.xml": b"<x/>",
            }
        ),
        files.open_text("Basic/Standard/Module1.xml"),
    ],
)
def test_what_acts_is_refused(data: bytes) -> None:
    assert code_of(data) == "file-acts"


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ\x90\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"GIF89a" + bytes(50),
        b"%PDF-1.7\nnothing",
        b"PK\x03\x04nothing",
        files.zipped({"catatan.txt": b"x"}),
        files.photo()[:200],
        files.noisy_photo()[:-400],
        files.noisy_photo()[:1_000_000],
        files.photo_with_thumbnail()[:-400],
    ],
)
def test_what_is_none_of_these_is_refused(data: bytes) -> None:
    assert code_of(data) == "file-type"


def test_other_reasons_are_named() -> None:
    assert code_of(b"") == "file-empty"
    assert code_of(files.pdf(password="rahasia")) == "file-locked"
    assert code_of(files.huge()) == "picture-too-large"
    assert code_of(files.word(), Limits(expanded_bytes=5)) == "file-expands-too-far"
    assert code_of(files.word(), Limits(parts=1)) == "file-expands-too-far"
