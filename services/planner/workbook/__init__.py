"""The plan as a workbook, in and out."""
