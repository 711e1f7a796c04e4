"""How much of a stranger's file is read. Larger ones are refused, before or as they are read."""

FILE_BYTES = 20 * 2**20
ROWS = 200_000  # below the header; blank ones are not counted
COLUMNS = 200
CELL_CHARACTERS = 1_000_000

# Of an Excel workbook besides, since a small ZIP file may hold much.
PARTS = 2_000  # files in the ZIP file
INFLATED_BYTES = 100 * 2**20
CHARACTERS = 50_000_000  # in all cells: many may refer to one long text
SPANNED_CELLS = ROWS * COLUMNS  # from the first column to the last that is used, row by row
LAST_ROW = 1_048_576  # that a workbook can have
ELEMENTS = 2_000_000  # of XML in all parts: two or three a cell
ELEMENTS_IN_ROW = 100_000  # which are in memory together
ELEMENTS_OUTSIDE = 200_000  # styles, links, merged cells
DEPTH = 100  # of elements in each other
