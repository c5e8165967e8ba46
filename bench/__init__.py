"""Every speed claim as a runnable script that prints a ratio, or a figure beside a calibration from the same run."""
