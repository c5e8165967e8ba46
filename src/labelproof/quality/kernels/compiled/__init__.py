"""Kernels as numba compiles them. Imported only when `chosen.compiled()` says so."""
