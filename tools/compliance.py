"""XEP-0479: the Compliance Suites of 2023, and where each of their requirements is met.

The tables are those of the standard, section 2, for "Advanced Server"; what it does not ask of
servers is left out. It fails when a standard that is asked for is not in the XEPS of a module.
"""

from typing import Any

NUMBER, YEAR = 479, 2023
CATEGORIES = {
    "Core": (
        ("Core features", (), (6120,)),
        ("TLS", (), (7590,)),
        ("Direct TLS", (368,), ()),
        ("Feature discovery", (30,), ()),
        ("Feature broadcasts", (115,), ()),
        ("Server extensibility", (114,), ()),
        ("Event publishing", (163,), ()),
    ),
    "Web": (("Web connection mechanisms", (206, 124), (7395,)),),
    "IM": (
        ("Core features", (), (6121,)),
        ("User avatar compatibility", (398, 153), ()),
        ("vcard-temp", (54,), ()),
        ("Outbound message synchronization", (280,), ()),
        ("User blocking", (191,), ()),
        ("Group chat", (45, 249), ()),
        ("Advanced group chat", (48, 313, 402, 410), ()),
        ("Persistent storage of private data via PubSub", (223,), ()),
        ("Private XML storage", (49,), ()),
        ("Stream management", (198,), ()),
        ("History storage and retrieval", (313,), ()),
        ("File upload", (363,), ()),
    ),
    "Mobile": (
        ("Stream management", (198,), ()),
        ("Client state indication", (352,), ()),
        ("Third party push notifications", (357,), ()),
    ),
    "A/V Calling": (("STUN/TURN server discovery", (215,), ()),),
}
# Where RFCs live, for they stand in no module's XEPS
PLACES = {
    6120: ("server",),
    6121: ("features/presence", "features/roster", "features/subscriptions", "server"),
    7395: ("web/websocket",),
    7590: ("server",),
}
NOTE = f"Advanced Server for {', '.join(CATEGORIES)} ({YEAR})."

Found = dict[int, list[tuple[Any, str]]]


def check(rfcs: tuple[int, ...], found: Found) -> None:
    """Raises SystemExit when something is not met."""
    for category, features in CATEGORIES.items():
        for feature, xeps, wanted in features:
            missing = [f"XEP-{number:04}" for number in xeps if number not in found]
            missing += [f"RFC {number}" for number in wanted if number not in rfcs]
            if missing:
                raise SystemExit(f"{category}, {feature}: {', '.join(missing)} is not implemented")


def table(rfcs: tuple[int, ...], found: Found) -> str:
    """The requirements, as Markdown."""
    check(rfcs, found)
    rows = []
    for category, features in CATEGORIES.items():
        for feature, xeps, wanted in features:
            standards = [f"RFC {number}" for number in wanted]
            standards += [f"{number:04}" for number in xeps]
            where = {place for number in xeps for _, place in found[number]}
            where.update(*(PLACES[number] for number in wanted))
            places = ", ".join(f"`{place}`" for place in sorted(where))
            rows.append(f"| {category} | {feature} | {', '.join(standards)} | {places} |")
    return "\n".join(rows)
