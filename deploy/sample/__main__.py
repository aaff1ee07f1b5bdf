"""Writes the sample to files.

python -m deploy.sample plan    --today 2026-11-24 --out plan.xlsx
python -m deploy.sample reports --today 2026-11-24 --out reports.xlsx
"""

import argparse
import sys
from datetime import date
from pathlib import Path

from deploy.sample.report_workbook import write_reports
from deploy.sample.workbook import write_plan

WRITERS = {"plan": (write_plan, "rencana aksi"), "reports": (write_reports, "laporan")}


def main(arguments: list[str] | None = None) -> int:
    """Write the plan, or the reports that come by spreadsheet, as of a day."""
    parser = argparse.ArgumentParser(prog="python -m deploy.sample")
    parser.add_argument("what", choices=WRITERS)
    parser.add_argument("--today", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx")
    asked = parser.parse_args(arguments)
    write, name = WRITERS[asked.what]
    count = write(asked.today, asked.out)
    sys.stdout.write(f"{asked.out}: {count} {name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
