"""A plan and a year of reports for demonstrations: Kukar, as far as it was published."""
