"""How programs can read the selection."""

from ui import api, dates, sentence

dates.show()
sentence.show()
api.show()
