"""Events, publications, the border and arrivals on one time axis."""

from ui import dates, sentence, timeline

dates.show()
sentence.show()
timeline.show()
