"""The status of each item told once more, at the first start of this release."""
