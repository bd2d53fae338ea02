"""Exercises drawn from the corpus, what they teach, and when to meet an error again."""
