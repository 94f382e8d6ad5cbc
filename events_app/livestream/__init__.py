"""Studios, hosts, stream sessions, their line-ups and the order intents handed to producers."""
