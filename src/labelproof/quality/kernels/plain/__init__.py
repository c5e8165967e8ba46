"""Kernels in NumPy and SciPy, for the base install and for what numba does not pay for."""
