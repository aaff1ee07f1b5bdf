"""The agencies (OPD): their names, aliases and contacts."""
