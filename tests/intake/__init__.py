"""Files of somebody else's."""
