"""The part of Grafana's classic dashboard JSON (schemaVersion 42) that the preview draws.

Every key that is not named here is refused, and so is every value that is not among those named.
"""
