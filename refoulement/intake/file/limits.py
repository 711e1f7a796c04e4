"""How much of a stranger's file is read. Larger ones are refused, before or during reading."""

FILE_BYTES = 20 * 2**20
ROWS = 200_000  # below the header; blank ones are not counted
COLUMNS = 200
CELL_CHARACTERS = 1_000_000
LAST_ROW = 1_048_576  # the limit of spreadsheets, blank ones included

# Further limits for an Excel workbook: a small ZIP file may hold a lot, and openpyxl reads
# some 50,000 cells a second.
PARTS = 2_000  # files in the ZIP file
INFLATED_BYTES = 100 * 2**20
CELLS = 750_000
SPANNED_CELLS = 10_000_000  # from the first column to the last that is used, row by row
STRINGS = 300_000  # different texts
ELEMENTS = 2_000_000  # XML elements in all parts
ELEMENTS_IN_ROW = 100_000  # which are in memory together
ELEMENTS_OUTSIDE = 100_000  # outside rows: styles, links, merged cells
DEPTH = 100  # of nested elements
TAG_BYTES = 2**18  # before 2.6, expat takes time quadratic in a tag’s length
CHARACTERS = 50_000_000  # in all cells of a table: many may refer to one long text
