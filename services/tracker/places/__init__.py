"""Where items are: districts (kecamatan) and their boundaries."""
