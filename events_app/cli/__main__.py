"""`python -m events_app.cli`: the same as the command `events-app`."""

from events_app.cli import main

if __name__ == "__main__":  # the server's workers import this module anew
    main()
