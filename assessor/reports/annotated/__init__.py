"""Remarks and adopted rewrites written into a copy of the unit's own file."""
