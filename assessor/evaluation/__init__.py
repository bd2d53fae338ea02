"""Metrics, intervals, calibration and baselines."""
