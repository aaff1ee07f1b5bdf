"""What the product does in a second, beside other ways to do the same: `make bench`."""
