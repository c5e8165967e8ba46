"""What starting a server loads."""

import subprocess
import sys

HEAVY = ("numba", "pyarrow", "duckdb", "scipy", "numpy", "alembic")


def test_starting_a_server_loads_nothing_heavy() -> None:
    code = (
        "import sys, labelproof.app, labelproof.http.server, labelproof.worker.loop; "
        f"print(','.join(m for m in {HEAVY!r} if m in sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""
