"""What every slice stands on: database, errors, audit, outbox, scheduler, live updates, languages, web."""
