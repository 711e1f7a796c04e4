"""Someone else's file, from its bytes to reports of ours. Nothing here knows of a screen.

file → columns, personal → cells, gazetteer → check. Limits: file/limits.py.
"""
