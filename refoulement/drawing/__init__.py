"""Drawing, for the browser and as pictures."""
