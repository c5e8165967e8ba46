"""The loops that take the time, each twice: compiled with numba (extra `[fast]`) and plain NumPy and SciPy.

One file per job holds the function that everything else calls; it picks `compiled/<job>.py` or `plain/<job>.py` by
`chosen.compiled()`. Both give the same numbers, and every test of a kernel runs on both.
"""

from labelproof.quality.kernels.chosen import available, compiled, running, using

__all__ = ["available", "compiled", "running", "using"]
