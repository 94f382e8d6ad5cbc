"""Calendar feeds, their addresses and private subscriptions; reads what `agenda` holds."""
