"""Files that are no workbook: what they are, and what to do."""

import io
import zipfile

import pytest
from odf.opendocument import OpenDocumentText
from odf.text import P

from chassis.sheets.refusal import FileRefused
from chassis.sheets.workbook import ENCRYPTED, OLE, read_sheets


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def text_document() -> bytes:
    document = OpenDocumentText()
    document.text.addElement(P(text="Rencana"))
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zipped("[Content_Types].xml", "xl/workbook.bin"), ".xlsb"),
        (zipped("word/document.xml"), ".docx"),
        (zipped("ppt/presentation.xml"), ".pptx"),
        (zipped("Index/Document.iwa", "Metadata/Properties.plist"), "Apple Numbers"),
        (zipped("xl\\workbook.xml"), "tidak baku"),
        (zipped("laporan/rencana.xlsx"), "arsip .zip"),
        (text_document(), ".odt"),
        (b"%PDF-1.7 \0", "PDF"),
        (b"{\\rtf1 x}", "RTF"),
        (b"MIME-Version: 1.0\r\n", ".mht"),
        (b"\x89PNG\r\n", "gambar"),
        (OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), ".doc"),
    ],
)
def test_what_is_no_workbook_is_refused_by_its_name(data: bytes, kind: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_sheets(data)
    (fault,) = refused.value.faults
    assert fault.code == "other-kind"
    assert kind in fault.message.indonesian
    assert "simpan tabelnya sebagai .xlsx" in fault.message.indonesian


def test_an_encrypted_workbook_is_one_with_a_password() -> None:
    with pytest.raises(FileRefused, match="password-protected"):
        read_sheets(OLE + b"\0" * 600 + ENCRYPTED)


def test_another_archive_is_no_workbook() -> None:
    with pytest.raises(FileRefused, match="not-a-workbook"):
        read_sheets(zipped("foto.jpg"))
