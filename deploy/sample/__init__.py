"""A plan and a year of reports to show the system with: Kukar, as far as it was published."""
