"""Long races, load and killed processes, on real server processes: `make soak`."""
