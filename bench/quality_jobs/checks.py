"""Jobs of checks."""

from bench.quality_jobs import Job

JOBS: tuple[Job, ...] = ()
