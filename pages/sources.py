"""Every source in the selection: what it says, and where."""

from ui import dates, sentence, sources

dates.show()
sentence.show()
sources.show()
