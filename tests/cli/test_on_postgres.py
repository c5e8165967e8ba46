"""The same commands over PostgreSQL: one option at `init`, and a way there and back."""

from pathlib import Path

from tests.cli.terminal import PASSWORD, STATED, Terminal, items_file


def test_a_small_job_on_postgresql_moves_into_a_folder(fresh_postgres: str, tmp_path: Path) -> None:
    """Init, work, release on PostgreSQL; its backup becomes an instance on SQLite with the same release."""
    owner = Terminal(tmp_path / "pg")
    owner.ok("init", "--login", "ana", "--name", "Ana", "--password", PASSWORD, "--database", fresh_postgres)
    owner.ok("project", "open", "Days")
    owner.ok("charter", "sign", "--owner", "Ana", "--goals", "g", "--scope", "s")
    guide = tmp_path / "guide.md"
    guide.write_text("# Days\n\n## 1 Ironic\n\nOpposite.\n")
    owner.ok("guideline", "publish", guide)
    owner.ok("taxonomy", "publish", "--labels", "ironic,literal")
    owner.ok("question", "ask", "Ironic?")
    owner.ok("plan", "--overlap", "1")
    owner.ok("import", items_file(tmp_path, 2), "--id-column", "id", "--name", "days", *STATED)
    ben = owner.joined("ben", "annotator")
    ben.ok("assign")
    ben.ok("label", "i0", "ironic")
    released = owner.json("release", "request", "--wait")
    owner.ok("backup", "--to", tmp_path / "data", "--keys", tmp_path / "keys")

    moved = Terminal(tmp_path / "sqlite")
    moved.ok("restore", "--from", tmp_path / "data", "--keys", tmp_path / "keys")
    bundle = tmp_path / "release.zip"
    moved.ok("export", "--out", bundle)

    assert owner.json("reconcile")["n_different"] == 0
    assert moved.json("release", "list")[0]["rows_root"] == released["rows_root"]
    assert moved("verify", bundle, "--vkey", released["vkey"]).code == 0
    ben_again = moved.acting(ben.token)
    ben_again.ok("label", "i1", "literal")
