"""Every place in the selection: what is stated for it alone, and what it shares."""

from ui import dates, places, sentence

dates.show()
sentence.show()
places.show()
