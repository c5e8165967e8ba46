"""`labelproof demo`: the main job on a small sample with simulated people, then the web app over it."""

import time
from pathlib import Path

import click

from labelproof.cli.reach import Reach, reaches
from labelproof.cli.say import say
from labelproof.kernel.refused import Refused

FOLDER = "./demo-data"
LOGIN = "demo"


@click.command()
@click.option("--port", type=int, help="The port; 0 takes a free one. [8420, or a free one]")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--once", is_flag=True, help="Run the job, print the bundle's path as the last line, and end.")
@reaches(project=False, folder=FOLDER)
def demo(reach: Reach, port: int | None, host: str, once: bool) -> None:
    """Run the main job on a small built-in sample, then leave the web app running.

    Everything goes through the same commands as anybody's work. The annotators are simulated, and their names say so.
    What they leave open is for you: disputes to adjudicate, and items to label. The folder is ./demo-data unless
    --data says otherwise; when a demo is in it already, that one is served.

    \b
    Examples:
      labelproof demo
      labelproof demo --data /tmp/demo --port 0
      labelproof demo --data /tmp/demo --once
    """
    folder = Path(reach.data)
    kept, bundle = folder / "demo-login", folder / "release.zip"
    if not kept.exists():
        started = time.monotonic()
        _run(reach, folder, bundle)
        say(f"The main job took {time.monotonic() - started:.1f} s.\n")
    if once:
        say(str(bundle.resolve()))
        return
    login, _, password = kept.read_text().strip().partition(" ")
    _serve(reach, folder, host, port, (login, password))


def _run(reach: Reach, folder: Path, bundle: Path) -> None:
    from labelproof.cli.demo_job import DemoJob
    from labelproof.cli.init import make_instance
    from labelproof.cli.verifying import Asked
    from labelproof.cli.verifying import run as verify

    if (folder / "labelproof.json").exists():
        raise Refused("demo.folder", f"{folder} holds something else, or half a demo", "remove it, or name another")
    instance, owner = make_instance(reach.factories, folder, LOGIN, "You (demo owner)")
    server = reach.factories.within(instance)
    try:
        job = DemoJob(server, owner.account, (folder / "owner.token").read_text().strip(), say)
        job.run(bundle)
    finally:
        server.close()
    say("\nWhat anybody can check, offline, with the key alone:")
    say(f"$ labelproof verify {bundle} --vkey '{job.vkey}'\n")
    if verify(Asked(str(bundle), (job.vkey,), no_state=True), as_json=False) != 0:
        raise Refused("demo.verify", "the bundle did not verify", "report this: it is our mistake")
    kept = folder / "demo-login"
    kept.touch(mode=0o600)
    kept.write_text(f"{LOGIN} {owner.password}\n")


def _serve(reach: Reach, folder: Path, host: str, port: int | None, account: tuple[str, str]) -> None:
    from labelproof.cli.serving import listen_somewhere, serve_instance

    listening = listen_somewhere(host, port)
    instance = reach.factories.open(folder)

    def ready(address: str) -> None:
        say(f"The web app is at {address}")
        say(f"sign in: {account[0]} {account[1]}")
        say("Open disputes and unlabelled items are left for you: label first, since a look at a release or at an")
        say("explanation shows others' answers, and whoever saw those cannot label there any more.")
        say("Ctrl-C stops it; the folder stays.")

    serve_instance(instance, reach.factories.application, listening, ready)
