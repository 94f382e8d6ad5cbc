"""What each letter says. Every function writes one letter in the language of the block it is called in."""
