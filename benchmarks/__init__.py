"""Throughput of the product, compared with other implementations: `make bench`."""
