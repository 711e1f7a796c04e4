"""What the data are: tables, reports, events, places; it knows no rule of counting."""
