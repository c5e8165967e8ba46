"""The demonstration's job, through the API: the same requests that people's browsers and commands send."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

from labelproof.cli import demo_content as content
from labelproof.cli.factories import Server
from labelproof.cli.init import fresh_password

BATCH = 100  # items of the first collection; the rest come in after the release and wait for labels
STARTED = 10  # of the second collection, items that two annotators have done: the visitor's answer completes them
LEFT_OPEN = 4  # disputes that the visitor may settle


class DemoJob:
    """Setup, labelling, adjudication, release; `vkey` is the log's key."""

    def __init__(self, server: Server, account: str, token: str, say: Callable[[str], None]) -> None:
        self._door, self._owner, self._account, self._say = server, server.acting(token), account, say
        self._project = ""
        self._plan = content.project()
        self.vkey = ""

    def run(self, bundle: Path) -> None:
        """Everything; the sealed bundle is written to a file by an auditor."""
        question = self._set_up()
        self._import(content.items()[:BATCH], self._plan["terms"])
        people = {person["login"]: self._join(person, ["annotator"]) for person in content.annotators()}
        with ThreadPoolExecutor(len(people)) as pool:
            labelling = [pool.submit(self._label, people[login], login, question, BATCH) for login in people]
            n_answers = sum(each.result() for each in labelling)
        self._say(f"{len(people)} simulated annotators gave {n_answers} answers.")
        self._measure()
        self._adjudicate(self._join(content.adjudicator(), ["adjudicator"]))
        release = self._release()
        auditor = self._join({"login": "sim-auditor", "name": "Sim Auditor (simulated)"}, ["auditor"])
        bundle.write_bytes(auditor.fetch(f"{self._base}/releases/{release}/bundle"))
        self._say(f"Released, and exported by an auditor to {bundle}.")
        rest = content.items()[BATCH:]
        self._import(rest, self._plan["terms"] | {"name": f"{self._plan['terms']['name']}, second batch"})
        for login in list(people)[:2]:
            self._label(people[login], login, question, STARTED)

    @property
    def _base(self) -> str:
        return f"/v1/projects/{self._project}"

    def _do(self, name: str, **args: Any) -> dict[str, Any]:
        return self._owner.command(name, args, self._project)

    def _set_up(self) -> str:
        """Project, charter, guideline, labels, question, plan; the visitor may also annotate and adjudicate."""
        plan = self._plan
        self._project = self._owner.command("open_project", {"name": plan["name"]})["result"]["project"]
        self._do("sign_charter", **plan["charter"])
        self._do("publish_guideline", markdown=content.guideline())
        self._do("publish_taxonomy", labels=content.taxonomy())
        question = self._do("ask_question", **plan["question"])["receipts"][0]["event_id"]
        self._do("plan_workflow", questions=[question], overlap=plan["overlap"])
        shown = self._owner.ask(self._base)
        self._do("grant_role", member=shown["member"], roles=["annotator", "adjudicator"])
        self.vkey = shown["log"]["vkey"]
        self._say(
            f"Opened {plan['name']!r}: charter signed, guideline and labels published, {plan['overlap']} answers an item."
        )
        return question

    def _import(self, items: list[dict[str, Any]], terms: dict[str, Any]) -> None:
        opened = self._do("open_collection", terms=terms, subject_rule=self._plan["subject_rule"])
        collection = opened["receipts"][0]["event_id"]
        self._do("import_items", collection=collection, items=items)
        self._do("seal_collection", collection=collection)
        while self._owner.step():  # a sealed collection is looked through for disputes before it is released
            pass
        self._say(f"Imported {len(items)} items as {terms['name']!r}.")

    def _join(self, person: dict[str, Any], roles: list[str]) -> Server:
        """Invite somebody, accept as them, and act under a token of theirs."""
        path = self._do("invite_member", roles=roles)["result"]["path"]
        said = {"login": person["login"], "name": person["name"], "password": fresh_password()}
        _, within = self._door.signing_in(f"/v1/invitations/{path.rpartition('/')[2]}", said)
        return self._door.acting(within.command("grant_token", {"scopes": ["everything"]})["result"]["secret"])

    def _label(self, annotator: Server, login: str, question: str, most: int) -> int:
        done = 0
        while done < most:
            tasks = annotator.request("POST", f"{self._base}/work", {"n": min(10, most - done)})["tasks"]
            if not tasks:
                break
            for task in tasks:
                said = {
                    "key": str(uuid4()),
                    "item": task["item"],
                    "answers": {question: content.answer(login, task["external_id"])},
                    "claimed_ms": round(content.seconds(login, task["external_id"]) * 1000),
                    "input": "api",
                }
                annotator.request("POST", f"{self._base}/submissions", said)
            done += len(tasks)
        return done

    def _measure(self) -> None:
        alpha = self._owner.ask(f"{self._base}/agreement")["questions"][0]["alpha"]
        self._say(f"Agreement: alpha {alpha['value']:.3f} (95% {alpha['low']:.3f} to {alpha['high']:.3f}).")

    def _adjudicate(self, judge: Server) -> None:
        found = [d["dispute"] for d in judge.ask(f"{self._base}/disputes")["disputes"]]
        for dispute in found[:-LEFT_OPEN]:
            shown = judge.request("POST", f"{self._base}/disputes/{dispute}/opened", {})
            said = content.decision(shown["external_id"])
            args = {"dispute": dispute, "value": said.value, "reason": said.reason, "clause": said.clause}
            judge.command("adjudicate", args, self._project)
        settled = max(0, len(found) - LEFT_OPEN)
        self._say(f"{len(found)} disputes; {settled} settled by a simulated adjudicator, the others are yours.")

    def _release(self) -> str:
        release = self._do("request_release", note=self._plan["release_note"])["receipts"][0]["event_id"]
        while self._owner.ask(f"{self._base}/releases/{release}")["bundle"] == "sealing":
            self._owner.step()
        return release
