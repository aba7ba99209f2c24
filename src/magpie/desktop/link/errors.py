"""Error stanzas and streams, as reasons."""

from slixmpp.exceptions import IqTimeout, XMPPError
from slixmpp.xmlstream import ET

from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.link.names import NS_CLIENT, NS_STANZAS, child

CONDITIONS = {
    "bad-request": Reason.REFUSED,
    "conflict": Reason.NAME_TAKEN,
    "feature-not-implemented": Reason.UNSUPPORTED,
    "forbidden": Reason.REFUSED,
    "gone": Reason.NO_SUCH_ADDRESS,
    "internal-server-error": Reason.UNEXPECTED,
    "item-not-found": Reason.UNAVAILABLE,
    "jid-malformed": Reason.NAME_INVALID,
    "not-acceptable": Reason.REFUSED,
    "not-allowed": Reason.REFUSED,
    "not-authorized": Reason.REFUSED,
    "policy-violation": Reason.TOO_MANY_TRIES,
    "recipient-unavailable": Reason.UNAVAILABLE,
    "registration-required": Reason.REFUSED,
    "remote-server-not-found": Reason.NO_SUCH_ADDRESS,
    "remote-server-timeout": Reason.TIMED_OUT,
    "resource-constraint": Reason.SERVER_FULL,
    "service-unavailable": Reason.NO_SUCH_ADDRESS,
    "subscription-required": Reason.REFUSED,
}


def condition_of(stanza: ET.Element) -> str:
    """The name of the error that a stanza brings, "" without one."""
    error = child(stanza, "error", NS_CLIENT)
    names = (one.tag[1:].partition("}") for one in (error if error is not None else ()))
    return next((tag for ns, _, tag in names if ns == NS_STANZAS and tag != "text"), "")


def problem_of(stanza: ET.Element) -> Problem:
    """What an error stanza says."""
    error = child(stanza, "error", NS_CLIENT)
    condition, words = condition_of(stanza), ""
    for one in error if error is not None else ():
        ns, _, tag = one.tag[1:].partition("}")
        if ns == NS_STANZAS and tag == "text":
            words = (one.text or "")[:300]
        elif tag == "blocked":  # XEP-0191, 3.4
            return Problem(Reason.BLOCKED)
        elif tag == "file-too-large":  # XEP-0363, 5
            return Problem(Reason.TOO_LARGE)
    return Problem(CONDITIONS.get(condition, Reason.UNEXPECTED), words or condition)


def told(error: XMPPError) -> Problem:
    """The same for what a request of the library raised."""
    if isinstance(error, IqTimeout):
        return Problem(Reason.TIMED_OUT)
    return Problem(CONDITIONS.get(error.condition, Reason.UNEXPECTED), error.text or "")
