"""Everything, one after the other: `make bench`."""

from bench import calibrate, exports, imports, labels, log, log_database, startup


def main() -> None:
    """One calibration, then every figure."""
    sections = (
        calibrate.lines,
        startup.measure,
        log.measure,
        lambda: imports.measure(100_000),
        lambda: labels.measure(postgres=False, n_people=32, n_labels=10_000),
        lambda: labels.measure(postgres=True, n_people=32, n_labels=5_000),
        lambda: exports.measure(10_000),
        log_database.measure,
        calibrate.lines,
    )
    for section in sections:
        for line in section():
            print(line, flush=True)


if __name__ == "__main__":
    main()
