"""Reports that were checked and not sent yet, to go on with on any device."""
