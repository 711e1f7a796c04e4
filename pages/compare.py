"""Two ranges of dates side by side, for the same filters."""

from ui import comparison, dates

dates.show()
comparison.show()
