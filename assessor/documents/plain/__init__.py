"""Text files: running text, separated values, tables typed or drawn with characters."""
