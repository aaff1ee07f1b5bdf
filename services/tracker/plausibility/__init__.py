"""What in a report is worth a look before it is believed: marks, and their dismissal with words."""
