"""How fast, how good and how large: ``python -m benchmarks`` (see README.md)."""
