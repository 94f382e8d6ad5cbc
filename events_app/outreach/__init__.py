"""Notices, reminders and e-mail: what leaves the house, and the proof that it left once."""
