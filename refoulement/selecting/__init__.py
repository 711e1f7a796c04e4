"""What a reader has selected, its address, and which part of it is on a page or plays."""
