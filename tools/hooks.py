"""Who handles the events of stanzas, as a document: the order in which features run."""

TEXT = """\
# Hooks

Who handles each event of a stanza, in the order in which they run: the stage, then the order of
`features/__init__.py`. `magpie hooks EVENT` says the same of any event, and with your settings.
"""

Listing = list[tuple[str, str, str]]
ANSWERS = ("answer", "watch")


def reference(listings: dict[str, Listing]) -> str:
    staged = {name: rows for name, rows in listings.items() if is_staged(rows)}
    return "\n".join([TEXT, *(section(name, rows) for name, rows in staged.items())])


def is_staged(rows: Listing) -> bool:
    return bool(rows) and rows[0][0] not in ANSWERS


def section(name: str, rows: Listing) -> str:
    table = "".join(f"| `{stage}` | {owner} | `{what}` |\n" for stage, owner, what in rows)
    return f"## {name}\n\n| stage | owner | function |\n| --- | --- | --- |\n{table}"
