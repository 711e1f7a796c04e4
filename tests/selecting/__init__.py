"""What a reader has selected."""
