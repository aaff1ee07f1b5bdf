"""What a code of an item or of an agency may look like: as the events' contract has it. Pure."""

import re

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]*")
CODE_MOST = 64
AGENCY_CODE_MOST = 32
