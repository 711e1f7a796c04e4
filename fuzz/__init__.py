"""Coverage-guided fuzzing of everything that reads input from strangers: `make fuzz`.

targets.py says what is tried and what must hold, seeds.py what fuzzing starts from, and
harness.py runs it. A finding is saved below .fuzz/found, with the command that replays it; an
input worth keeping goes into tests/ as a test of the rule that it broke.
"""
