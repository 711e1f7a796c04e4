"""How reports are coded and counted, and what the data cannot say."""

from ui import method

method.show()
