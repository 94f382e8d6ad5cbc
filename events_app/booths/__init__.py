"""Claims on booths: holds, assignments, moves; fees; holders and attendance."""
