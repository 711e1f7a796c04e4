"""What is drawn: for the browser, and as pictures."""
