"""Coverage-guided fuzzing of all that reads what strangers send: `make fuzz`.

targets.py says what is tried and what must hold, seeds.py what it begins with, harness.py
runs it. A finding is saved below .fuzz/found, with the command that replays it; what is
worth keeping of an input goes into tests/ as a test of the rule that it broke.
"""
