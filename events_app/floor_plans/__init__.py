"""Floor plans to scale: halls, zones, booths; editor, grid, sheet, versions, print."""
