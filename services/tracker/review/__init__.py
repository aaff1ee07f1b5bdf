"""The review of reports: verified, signed, returned with words, taken back."""
