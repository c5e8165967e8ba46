"""Every speed claim as a runnable script that prints a ratio, or a figure beside a calibration from the same run."""

import os

# Before NumPy is loaded: ratios are of one thread against one thread.
for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
