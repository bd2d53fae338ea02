"""One file per check of the whole submission."""
