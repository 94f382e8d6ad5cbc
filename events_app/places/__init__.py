"""Administrative units and their dates."""
