"""What is said of a file that cannot be read at all; of a row or cell: refoulement.problems."""


class IntakeError(ValueError):
    """A file cannot be read. The message is one sentence for a person."""
