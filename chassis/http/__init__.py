"""What every request passes, and how anything that goes wrong is answered."""
