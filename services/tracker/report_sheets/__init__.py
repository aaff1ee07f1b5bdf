"""Spreadsheets of reports: prefilled, looked at before they count, and recorded step by step."""
