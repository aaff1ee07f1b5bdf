"""Import and export of the plan as a workbook."""
