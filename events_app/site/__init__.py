"""Pages composed of several slices: the public home, a fair's public page, and each person's home."""
