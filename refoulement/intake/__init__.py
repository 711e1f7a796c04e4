"""A file of somebody else's: from bytes to reports of ours."""
