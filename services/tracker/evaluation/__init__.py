"""The pack of files that an evaluation of the smart-city programme asks for."""
