"""Assignment runs, offers and the waiting list."""
