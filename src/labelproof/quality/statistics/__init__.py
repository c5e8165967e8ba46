"""Arithmetic that the measures share: intervals, quantiles, resampling, divergences, adjustments."""
