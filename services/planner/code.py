"""The format of item and agency codes, as in the events' contract. Pure."""

import re

from chassis.sheets.cell import has_no_value

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]*")
CODE_MOST = 64
AGENCY_CODE_MOST = 32


def is_code(text: str, longest: int) -> bool:
    """Whether `text` is a code. NA and nihil are not: in a sheet they mean an empty cell."""
    return len(text) <= longest and CODE.fullmatch(text) is not None and not has_no_value(text)
