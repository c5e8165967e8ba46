"""`labelproof quality`: the statistics on any file, with no project and no server."""

import click

from labelproof.cli.lazy import LazyGroup

PLACES = {
    "agreement": ("quality.agreement:agreement", "How far annotators agree, with intervals."),
    "consensus": ("quality.consensus:consensus", "One value an item, and how sure."),
    "report": ("quality.report:report", "All of it on one page, with plots."),
    "check": (
        "quality.check:check",
        "What is wrong with a file's rows: copies, personal data, outliers, leakage, drift.",
    ),
    "leakage": ("quality.leakage:leakage", "What stands in training data and in test data."),
    "label-errors": (
        "quality.label_errors:label_errors",
        "Labels that a model's out-of-fold probabilities contradict.",
    ),
}


@click.group(cls=LazyGroup, places=PLACES)
def quality() -> None:
    """Measure answers in any CSV, JSONL or Parquet file. Needs no project, no server, no account.

    \b
    Example:
      labelproof quality agreement votes.csv --item post --annotator who --value label
      labelproof quality consensus votes.csv --item post --annotator who --value label --out labels.csv
    """
