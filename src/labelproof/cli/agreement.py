"""`labelproof agreement`."""

import click

from labelproof.cli.measures import figure_text
from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say, show, table


@click.command()
@reaches()
def agreement(reach: Reach) -> None:
    """Krippendorff's alpha and observed agreement for each question and label, with intervals.

    \b
    Example:
      labelproof agreement
    """
    found = reach.ask("/agreement")
    rows: list[tuple[str, str, str]] = []
    for question in found["questions"]:
        rows += [
            (question["title"], "alpha", figure_text(question["alpha"])),
            (question["title"], "observed", figure_text(question["observed"])),
        ]
        rows += [
            (question["title"], f"alpha of {each['name']}", figure_text(each["alpha"])) for each in question["by_label"]
        ]
    charter = reach.ask()["charter"]
    least = None if charter is None else charter["min_alpha"]

    def text() -> None:
        table(("question", "measure", "value"), rows, empty="No question is planned.")
        for question in found["questions"] if least is not None else ():
            # As on the page: a value that so few items may have given by chance meets nothing.
            low = question["alpha"]["low"]
            if low is not None:
                holds = "is" if low >= least else "is not"
                least_said = f"at or above the charter's least agreement of {least}"
                say(f"{question['title']} alpha's lower bound {low:.3f} {holds} {least_said}.")

    show(reach, {**found, "charter_min_alpha": least}, text)
