"""The promise of the README on a fresh clone: `make run`, again, and after a SIGKILL."""
