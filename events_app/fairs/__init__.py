"""Fairs of every kind, their venues and their programme."""
