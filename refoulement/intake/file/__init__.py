"""A file of any usual kind opened within bounds: its encoding, its workbook, its table."""
