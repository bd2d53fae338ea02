"""Findings that need not be shown: dismissed with a reason, or known from a baseline."""
