"""Pages of the Exposure screens."""
