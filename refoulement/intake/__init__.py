"""A file of somebody else's, from its bytes to reports of ours. Nothing here knows of a screen.

reading → columns, personal → dates, counts, places → check. Limits: limits.py.
"""
