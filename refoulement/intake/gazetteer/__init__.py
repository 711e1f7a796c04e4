"""From the name of a place to where it is."""
