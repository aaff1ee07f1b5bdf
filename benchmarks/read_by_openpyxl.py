"""What openpyxl needs for every cell value of a workbook on standard input, in its default mode.

Run as a program, so that nothing of ours is in the memory that its collector goes through.
Prints the seconds on the wall and those of the processor.
"""

import io
import sys
import time

from openpyxl import load_workbook


def main() -> None:
    """Read every cell of every sheet, once."""
    data = sys.stdin.buffer.read()
    cpu, wall = time.process_time(), time.perf_counter()
    for sheet in load_workbook(io.BytesIO(data)):
        for cells in sheet.iter_rows(values_only=True):
            for _ in cells:
                pass
    print(time.perf_counter() - wall, time.process_time() - cpu)


if __name__ == "__main__":
    main()
