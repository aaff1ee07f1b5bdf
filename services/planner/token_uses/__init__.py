"""When tokens of agencies' own systems were last used."""
