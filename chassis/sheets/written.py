"""Tables written as text with marks: HTML pages and XML files of Excel 2003. Pure."""

import re

from chassis.sheets.delimited import decoded
from chassis.sheets.excel_2003 import read_excel_2003
from chassis.sheets.grid import Grid
from chassis.sheets.html_tables import read_html
from chassis.sheets.limits import DEFAULT, Limits

LOOK_AT = 4_096
"""Bytes at the start that say what a file is."""
BEGINS = re.compile(r"\s*<(?:[!?]|html|head|body|table|meta|style|div|center)", re.IGNORECASE)
EXCEL_2003 = "urn:schemas-microsoft-com:office:spreadsheet"


def written_grids(data: bytes, limits: Limits = DEFAULT) -> list[Grid]:
    """The sheets of an HTML page with a table, or of an XML file of Excel 2003; none of another
    file. Raises FileRefused.
    """
    if not _may_be(data):
        return []
    text = decoded(data)
    start = text[:LOOK_AT]
    if not BEGINS.match(start.lstrip("\ufeff")):
        return []
    if start.lstrip("\ufeff \t\r\n").startswith("<?xml") and EXCEL_2003 in start:
        return read_excel_2003(data.lstrip(), limits)
    has_table = re.search(r"<table[\s>]", text, re.IGNORECASE) is not None
    return [read_html(text, limits)] if has_table else []


def _may_be(data: bytes) -> bool:
    """A cheap look, as every .csv file comes by."""
    return data[:LOOK_AT].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<")
