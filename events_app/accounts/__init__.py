"""People, the offices they work for, and how they prove who they are."""
