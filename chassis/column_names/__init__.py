"""What headers of people's files mean, where somebody said so once."""
