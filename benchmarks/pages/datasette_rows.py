"""Writes the rows to an SQLite file for Datasette.

python datasette_rows.py PACKAGE FILE
"""

import sqlite3
import sys
from pathlib import Path

from rows import placed_reports

package, file = map(Path, sys.argv[1:])
file.unlink(missing_ok=True)
with sqlite3.connect(file) as base:
    placed_reports(package).to_sql("reports", base, index=False)
    base.execute("create index by_dates on reports (date_from, date_to)")
