"""What a code of an item or of an agency may look like: as the events' contract has it. Pure."""

import re

from chassis.sheets.cell import has_no_value

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]*")
CODE_MOST = 64
AGENCY_CODE_MOST = 32


def is_code(text: str, longest: int) -> bool:
    """Whether it is one. NA and nihil are none: in a sheet they say that there is nothing."""
    return len(text) <= longest and CODE.fullmatch(text) is not None and not has_no_value(text)
