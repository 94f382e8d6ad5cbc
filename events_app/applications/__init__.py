"""Calls, applications, reviews and the published order."""
