"""Files that are no workbook or cannot be read as one: what they are, by their bytes. Pure."""

from collections.abc import Collection

from chassis.sheets.refusal import FileRefused

Names = tuple[str, str]
"""What a file is, in Indonesian and English."""

BY_START: tuple[tuple[bytes, Names], ...] = (
    (b"%PDF", ("dokumen PDF", "a PDF document")),
    (b"{\\rtf", ("dokumen RTF", "an RTF document")),
    (b"MIME-Version:", ("halaman web satu berkas (.mht)", "a web page in one file (.mht)")),
    (b"\x89PNG", ("gambar", "a picture")),
    (b"\xff\xd8\xff", ("gambar", "a picture")),
    (b"GIF8", ("gambar", "a picture")),
    (b"Rar!", ("arsip .rar", "a .rar archive")),
    (b"7z\xbc\xaf", ("arsip .7z", "a .7z archive")),
    (b"\x1f\x8b", ("arsip .gz", "a .gz archive")),
)
BY_ENTRY: tuple[tuple[str, Names], ...] = (
    ("xl/workbook.bin", ("buku kerja biner Excel (.xlsb)", "a binary workbook of Excel (.xlsb)")),
    ("word/document.xml", ("dokumen Word (.docx)", "a Word document (.docx)")),
    ("ppt/presentation.xml", ("presentasi (.pptx)", "a presentation (.pptx)")),
    ("index/document.iwa", ("buku kerja Apple Numbers", "a workbook of Apple Numbers")),
    ("index.zip", ("buku kerja Apple Numbers", "a workbook of Apple Numbers")),
)
OF_OPEN_DOCUMENT: tuple[tuple[bytes, Names], ...] = (
    (b"opendocument.text", ("dokumen teks (.odt)", "a text document (.odt)")),
    (b"opendocument.presentation", ("presentasi (.odp)", "a presentation (.odp)")),
)
BY_STREAM: tuple[tuple[str, Names], ...] = (
    ("WordDocument", ("dokumen Word (.doc)", "a Word document (.doc)")),
    ("PowerPoint Document", ("presentasi (.ppt)", "a presentation (.ppt)")),
)
UNUSUAL = (
    "buku kerja yang disusun tidak baku oleh program lain",
    "a workbook that a program has put together in an unusual way",
)
ARCHIVE = ("arsip .zip", "a .zip archive")
TABLES = (".xlsx", ".xls", ".ods", ".csv", ".xlsm")


def refuse_by_start(data: bytes) -> None:
    """Raise FileRefused(other-kind) for a file that is known by its first bytes."""
    for start, names in BY_START:
        if data.startswith(start):
            raise _refused(names)


def refuse_by_stream(data: bytes) -> None:
    """Raise FileRefused(other-kind) for an old document of Office that is no workbook."""
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return
    for stream, names in BY_STREAM:
        if stream.encode("utf-16-le") in data:
            raise _refused(names)


def refuse_by_entries(entries: Collection[str], mimetype: bytes) -> None:
    """Raise FileRefused(other-kind) for a zip archive, by its entries in lower case, that is known
    to be no workbook, or none that can be read.
    """
    for entry, names in BY_ENTRY:
        if entry in entries:
            raise _refused(names)
    for words, names in OF_OPEN_DOCUMENT:
        if words in mimetype:
            raise _refused(names)
    if any("\\" in entry and entry.endswith("workbook.xml") for entry in entries):
        raise _refused(UNUSUAL)
    if any(entry.endswith(TABLES) for entry in entries):
        raise _refused(ARCHIVE)


def _refused(names: Names) -> FileRefused:
    return FileRefused.because("other-kind", kind_id=names[0], kind_en=names[1])
