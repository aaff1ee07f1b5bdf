"""The reporting calendars of the regions: periods, working days, holidays and review steps."""
