"""Former versions of items and agencies: what stood before each change, by whom and since when."""
