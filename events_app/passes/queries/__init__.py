"""What may be read about passes, gates and check-ins."""
