"""A committed board drawn without Grafana: JSON and Prometheus in, one page with SVG out.

Whatever it does not know of a board, it refuses by name, so that it is the strictest linter too.
"""
