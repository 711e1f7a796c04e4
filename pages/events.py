"""Every event in the selection: rival figures side by side, and on a time axis."""

from ui import dates, events, sentence, timeline

dates.show()
sentence.show()
events.show()
timeline.show()
