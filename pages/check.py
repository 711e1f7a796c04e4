"""Check a file of the reader's own: what is wrong with it, and its rows on the map."""

from ui import check

check.show()
