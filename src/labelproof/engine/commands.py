"""Commands that leave no event of their own: links, tokens' secrets, drafts, erasure as a saga."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from labelproof.engine import timestamps, witnessing
from labelproof.engine.engine import CLOCK_ACCEPTED, INSTANCE_LOG, Caller, check_scope
from labelproof.engine.instance import Instance
from labelproof.engine.measures.record import record_measure
from labelproof.engine.openings import event_logs
from labelproof.engine.publish import publish
from labelproof.engine.root_log import enter_checkpoints
from labelproof.engine.views.visit import log_of
from labelproof.events.event import PROJECT
from labelproof.kernel.refused import Refused
from labelproof.policies.actions import not_allowed
from labelproof.ports.store import Reading
from labelproof.ports.write import put
from labelproof.rooms.access import facts as access
from labelproof.rooms.access.decide import ROLES
from labelproof.rooms.sources import queries as sources
from labelproof.storage.operational import instance as instance_settings

if TYPE_CHECKING:
    from labelproof.engine.erase import Going

set_setting = put(instance_settings)
Operational = Callable[[Instance, Caller, str | None, dict[str, Any], str], dict[str, Any]]


def _words(given: Any) -> list[str]:
    return [str(word) for word in cast("list[Any]", given)] if isinstance(given, list) else [str(given)]


def invite_member(
    instance: Instance, caller: Caller, project: str | None, args: dict[str, Any], key: str
) -> dict[str, Any]:
    """A one-time link into a project."""
    engine, roles = instance.engine, _words(args.get("roles", ["annotator"]))
    if not roles or not set(roles) <= set(ROLES) or project is None:
        raise Refused("access.role", f"{roles!r} are no roles of a project"[:200], f"choose from {', '.join(ROLES)}")
    with engine.store.reading() as read:
        log_id = log_of(engine, read, project).log_id
        who = access.who(read, log_id, caller.account)
    if who is None:
        raise Refused(
            "access.not_here", "no such project, or you are no member of it", "ask its lead for an invitation"
        )
    if not engine.authorizer.allows("invite_member", who.roles, {"only_annotators": set(roles) == {"annotator"}}):
        raise not_allowed(who.roles, "invite_member")
    secret = instance.accounts.invite(log_id, sorted(set(roles)), "", who.member, who.grant)
    return {"path": f"/join/{secret}"}


def _instance_roles(instance: Instance, caller: Caller) -> frozenset[str]:
    with instance.engine.store.reading() as read:
        account = access.account_state(read, caller.account)
    return frozenset(account.roles.split(",")) if account is not None and account.state == "active" else frozenset()


def invite_account(
    instance: Instance, caller: Caller, project: str | None, args: dict[str, Any], key: str
) -> dict[str, Any]:
    """A one-time link that opens an account."""
    if not instance.engine.authorizer.allows("invite_account", _instance_roles(instance, caller), {}):
        raise not_allowed((), "invite_account")
    return {"path": f"/join/{instance.accounts.invite(0, [], '', caller.account, '')}"}


def reset_account(
    instance: Instance, caller: Caller, project: str | None, args: dict[str, Any], key: str
) -> dict[str, Any]:
    """A one-time link that sets a new password."""
    if not instance.engine.authorizer.allows("reset_account", _instance_roles(instance, caller), {}):
        raise not_allowed((), "reset_account")
    with instance.engine.store.reading() as read:
        account = access.account_named(read, str(args.get("login", "")))
    if account is None or account.state != "active":
        raise Refused("access.no_account", "no active account has this login", "see `labelproof user list`")
    return {"path": f"/join/{instance.accounts.invite(0, [], account.account, caller.account, '')}"}


def grant_token(
    instance: Instance, caller: Caller, project: str | None, args: dict[str, Any], key: str
) -> dict[str, Any]:
    """A token for oneself; its secret is shown this once."""
    token, secret = instance.accounts.grant_token(caller, _words(args.get("scopes", [])), key)
    return {"token": token, "secret": secret}


def _subject(read: Reading, log_id: int, named: str) -> str:
    """Whose an item is, when an item is named by its id or its external id; else the name as given."""
    item = read.one(sources.item, log_id=log_id, item=named)
    item = item or read.one(sources.item_by_external_id, log_id=log_id, external_id=named)
    if item is not None and item.subject == PROJECT:
        raise Refused(
            "erasure.nobodys",
            f"item {item.item} is nobody's: its collection was opened so, and its key is the project's",
            "exclude or withdraw it; give items a subject when their collection is opened",
        )
    return named if item is None else item.subject


def erase_person(
    instance: Instance, caller: Caller, project: str | None, args: dict[str, Any], key: str
) -> dict[str, Any]:
    """Erase a member's person: in every project, and the account itself. `dry_run` only says what goes."""
    from labelproof.engine import erase

    member = str(args.get("member", ""))
    with instance.engine.store.reading() as read:
        log_id = 0 if project is None else log_of(instance.engine, read, project).log_id
        row = read.one(access.MEMBER, log_id=log_id, member=member)
    if row is None or row.account is None:
        raise Refused(
            "erasure.no_subject", f"{member[:64]!r} is no member with an account", "see `labelproof user list`"
        )
    engine = instance.engine
    erase.check_may_erase_people(engine, caller)
    going = [erase.what_goes(engine, where, [who]) for where, who in erase.places_of(engine, row.account)]
    if args.get("dry_run"):
        return _said(going)
    return {"erased": erase.erase_person(engine, row.account, str(args.get("why", "")), caller, key), **_said(going)}


def _said(going: "list[Going]") -> dict[str, Any]:
    """What goes, over all logs: how many disclosures, and the releases that will be superseded."""
    return {
        "n_disclosures": sum(each.n_disclosures for each in going),
        "releases": [release for each in going for release in each.releases],
    }


def erase_subject(
    instance: Instance, caller: Caller, project: str | None, args: dict[str, Any], key: str
) -> dict[str, Any]:
    """Erase items or members of a project, and everything only they were the subject of. `dry_run` only says what goes."""
    from labelproof.engine.erase import SUBJECTS_AT_ONCE, erase, what_goes

    if project is None:
        raise Refused("access.not_here", "erasure is done in a project", "name the project")
    with instance.engine.store.reading() as read:
        log_id = log_of(instance.engine, read, project).log_id
        subjects = [_subject(read, log_id, named) for named in _words(args.get("subjects", []))]
        who = access.who(read, log_id, caller.account)
    if who is None or not instance.engine.authorizer.allows("erase_subject", who.roles, {}):
        raise not_allowed(() if who is None else who.roles, "erase_subject")
    going = _said([what_goes(instance.engine, log_id, subjects[:SUBJECTS_AT_ONCE])])
    if args.get("dry_run"):
        return going
    return {"erased": str(erase(instance.engine, log_id, subjects, str(args.get("why", "")), caller, key)), **going}


def accept_clock(
    instance: Instance, caller: Caller, project: str | None, args: dict[str, Any], key: str
) -> dict[str, Any]:
    """Go on although the clock is behind the logs, or jumped."""
    engine = instance.engine
    if not engine.authorizer.allows("accept_clock", _instance_roles(instance, caller), {}):
        raise not_allowed((), "accept_clock")
    with engine.store.reading() as read:
        last = max(log.last_ts for log in event_logs(read))
    engine.store.writer(INSTANCE_LOG).run(lambda tx: tx.write([set_setting(name=CLOCK_ACCEPTED, value=str(last))]))
    engine.watch.accept()
    return {"last_event_at": last, "clock": engine.clock.now_ms()}


def _check_sets_up(instance: Instance, caller: Caller) -> None:
    if not instance.engine.authorizer.allows("set_up_root_log", _instance_roles(instance, caller), {}):
        raise not_allowed((), "set_up_root_log")
    root = enter_checkpoints(instance.engine)
    if root is not None:
        publish(instance.engine, root)


def ask_witnesses(
    instance: Instance, caller: Caller, project: str | None, args: dict[str, Any], key: str
) -> dict[str, Any]:
    """Enter what is due in the root log, and ask every witness that has not cosigned it, alarm or not."""
    _check_sets_up(instance, caller)
    return {"n_cosigned": witnessing.ask_witnesses(instance.engine, at_once=True)}


def stamp_root(
    instance: Instance, caller: Caller, project: str | None, args: dict[str, Any], key: str
) -> dict[str, Any]:
    """Have the root log's checkpoint timestamped now; `size` is null when there was nothing to stamp."""
    _check_sets_up(instance, caller)
    return {"size": timestamps.stamp_root(instance.engine, at_once=True)}


_OPERATIONAL: dict[str, Operational] = {
    "invite_member": invite_member,
    "invite_account": invite_account,
    "reset_account": reset_account,
    "grant_token": grant_token,
    "erase_subject": erase_subject,
    "erase_person": erase_person,
    "accept_clock": accept_clock,
    "ask_witnesses": ask_witnesses,
    "stamp_root": stamp_root,
    "record_measure": record_measure,
}


def operational_command(name: str) -> Operational | None:
    """The act behind a name, if it is one of these; a token's scopes are looked at first."""
    act = _OPERATIONAL.get(name)
    if act is None:
        return None

    def within_scope(
        instance: Instance, caller: Caller, project: str | None, args: dict[str, Any], key: str
    ) -> dict[str, Any]:
        check_scope(caller, name)
        return act(instance, caller, project, args, key)

    return within_scope
