"""What `make bench` runs: each figure is a ratio to a yardstick measured in the same run."""
