"""Times openpyxl reading every cell value of a workbook on standard input, in its default mode.

Run as a program, so that its garbage collector does not traverse our objects. Prints the
wall-clock seconds and the CPU seconds.
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
