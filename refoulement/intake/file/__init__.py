"""Opening a file of any usual kind: its encoding, its workbook, its table, and bounds on all of them."""
