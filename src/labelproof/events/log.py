"""Events of the log itself, and of erasure."""

from labelproof.events.event import Said, event


@event("log.opened", home="any")
class LogOpened:
    """The first leaf; `vkey` is base64url(SHA-256(vkey)) of the log's key."""

    vkey: str


@event("erasure.requested", home="any", subjects="subject")
class ErasureRequested:
    """From here on nothing more may be said about or by these subjects; their openings and keys go."""

    subjects: tuple[str, ...]
    why: Said


@event("disclosure.erased", home="any", events="event", digests="digest", names="field")
class DisclosureErased:
    """Tombstones: parallel arrays of event, digest and the field's name in that event's leaf."""

    request: str
    events: tuple[str, ...]
    digests: tuple[str, ...]
    names: tuple[str, ...]


@event("subject_key.destroyed", home="any", subjects="subject")
class SubjectKeyDestroyed:
    """The keys of these subjects exist nowhere any more, as far as this instance can know."""

    request: str
    subjects: tuple[str, ...]
