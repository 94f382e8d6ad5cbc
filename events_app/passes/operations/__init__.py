"""The verbs of passes and gates."""
