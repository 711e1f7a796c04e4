"""The data: tables, reports, events, places. Knows no rule of counting."""
