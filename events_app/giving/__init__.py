"""Passes given by the list, by invitation and to the staff of booths, and badges printed by the batch."""
