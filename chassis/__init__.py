"""How any service is bolted together. Knows no business word."""
