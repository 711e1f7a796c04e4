"""What is possible for this subject: where its places lie, in which years, and how exactly."""

from __future__ import annotations

#: Where a place of this dataset can be: from Indochina to the Russian Far East, in degrees.
PLAUSIBLE_LATITUDES = (5.0, 56.0)
PLAUSIBLE_LONGITUDES = (73.0, 146.0)
FIRST_YEAR, LAST_YEAR = 1945, 2100
FINEST_COORDINATE = 3  # decimals: about 100 m, enough for the centre of a town but not an address
