"""Two versions of the same material: what became of the points of the first."""
