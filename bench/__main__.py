"""Everything, one after the other: `make bench`."""

import sys

from bench import (
    calibrate,
    crowd,
    exports,
    imports,
    labels,
    log,
    log_database,
    quality,
    quality_memory,
    quality_parquet,
    startup,
)


def main() -> int:
    """One calibration, then every figure; 1 when a gate is missed."""
    sections = (
        calibrate.lines,
        startup.measure,
        log.measure,
        lambda: imports.measure(100_000),
        lambda: labels.measure(postgres=False, n_people=32, n_labels=10_000),
        lambda: labels.measure(postgres=True, n_people=32, n_labels=5_000),
        lambda: exports.measure(10_000),
        log_database.measure,
        quality.measure,
        lambda: quality_memory.measure(1_000_000),
        lambda: quality_parquet.measure(1_000_000),
        lambda: crowd.lines(thin=False, long=False),
        calibrate.lines,
    )
    missed = False
    for section in sections:
        for line in section():
            missed |= line.startswith("MISSED")
            print(line, flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
