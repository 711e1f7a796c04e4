"""What differs between two versions of the dataset, and its changelog."""

from ui import changes

changes.show()
