"""What `make bench` runs. A figure alone says nothing: each is a ratio to a yardstick measured in the same run."""
