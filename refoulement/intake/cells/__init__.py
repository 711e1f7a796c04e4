"""What one cell holds: a date, a number of people, a position, a word for a measure."""
