"""Reading spreadsheets written by people, cell by cell. It contains no business terms."""
