"""From findings to SMART scores."""
