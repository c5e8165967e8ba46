"""Erasing from the command line: what goes is told first, then gone."""

from pathlib import Path

from tests.cli.terminal import STATED, items_file, project_in


def test_a_dry_run_names_the_releases_and_writes_nothing(tmp_path: Path) -> None:
    owner = project_in(tmp_path, overlap=1)
    owner.ok("import", items_file(tmp_path, 2), "--id-column", "id", "--name", "days", *STATED)
    ben = owner.joined("ben", "annotator")
    ben.ok("assign")
    for item in ("i0", "i1"):
        ben.ok("label", item, "ironic")
    release = owner.json("release", "request", "--wait")["release"]
    size = owner.json("log", "show")["size"]

    told = owner.json("erase", "i0", "--why", "asked", "--dry-run")
    unmoved = owner.json("log", "show")["size"]
    done = owner.json("erase", "i0", "--why", "asked", "--yes")
    superseding = owner.json("release", "list")[0]
    owner.ok("release", "wait", superseding["release"])

    assert unmoved == size
    assert told["releases"] == done["releases"] == [release]
    assert told["n_disclosures"] == done["n_disclosures"] > 0
    assert superseding["supersedes"] == release
    assert owner.json("reconcile")["differences"] == []


def test_a_person_s_dry_run_counts_over_all_projects_and_is_the_owner_s_alone(tmp_path: Path) -> None:
    owner = project_in(tmp_path)
    ben = owner.joined("ben", "annotator")
    (member,) = (p["member"] for p in owner.json("user", "list") if p["name"] == "ben")

    told = owner.json("erase", member, "--why", "asked", "--everywhere", "--dry-run")
    refused = ben.refused("erase", member, "--why", "asked", "--everywhere", "--dry-run")

    assert told["n_disclosures"] >= 2
    assert refused == "access.not_allowed"


def test_restoring_logs_that_are_not_behind_does_nothing(tmp_path: Path) -> None:
    owner = project_in(tmp_path)

    assert owner.json("log", "restore") == []
    assert "No log is behind" in owner.ok("log", "restore")
