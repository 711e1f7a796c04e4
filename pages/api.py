"""How programs read what is selected."""

from ui import api, dates, sentence

dates.show()
sentence.show()
api.show()
