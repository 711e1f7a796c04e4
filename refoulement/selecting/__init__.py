"""What a reader has selected, its address, and what of it is on a page or plays."""
