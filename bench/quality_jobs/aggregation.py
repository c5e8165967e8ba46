"""Jobs of aggregation."""

from bench.quality_jobs import Job

JOBS: tuple[Job, ...] = ()
