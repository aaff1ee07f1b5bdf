"""The sums of days that were over before boards were there to see them."""
