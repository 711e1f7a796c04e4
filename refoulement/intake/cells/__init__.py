"""What stands in one cell: a date, a number of people, a position, a word for a measure."""
