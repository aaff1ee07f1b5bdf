"""What many items come to: sums and counts."""
