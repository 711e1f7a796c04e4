"""The home page: the map with its dates, figures and files on one screen."""

from ui import instrument, style

style.apply("instrument.css")
instrument.show()
