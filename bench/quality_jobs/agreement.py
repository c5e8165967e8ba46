"""Jobs of agreement."""

from bench.quality_jobs import Job

JOBS: tuple[Job, ...] = ()
