"""A workbook as an answer, to be kept as a file."""

from fastapi import Response

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(data: bytes, name: str) -> Response:
    """The answer with this .xlsx file."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=EXCEL, headers=disposition)
