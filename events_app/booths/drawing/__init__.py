"""Hand-over sheets as A4 documents, and the code that asks for a transfer."""
