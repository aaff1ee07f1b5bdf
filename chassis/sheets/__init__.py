"""Spreadsheets as people write them, read cell by cell. Knows no business word."""
