"""The nine level types and the names that forms print for them."""
