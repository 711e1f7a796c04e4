"""Records as pages: HTML and SVG from the data alone, without scripts, for a server or a disk."""
