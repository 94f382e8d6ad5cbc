"""`python -m events_app.cli`: the same as the command `events-app`."""

from events_app.cli import main

main()
