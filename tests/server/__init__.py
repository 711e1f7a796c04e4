"""The server's answers."""
