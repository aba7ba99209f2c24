"""A database, and files that are taken into it."""

from pathlib import Path

from magpie.portability.importing import Importer, Wishes
from magpie.portability.report import Report
from magpie.storage.database import Database

NOW = 1_800_000_000_000_000
ROMEO, JULIET = "romeo@localhost", "juliet@localhost"


class Server:
    """A server's database in memory, and the folder that files come from."""

    def __init__(self, db: Database, folder: Path) -> None:
        self.db = db
        self.folder = folder

    def file(self, content: str | bytes, name: str = "all.xml") -> Path:
        """A file of that content."""
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        return place

    async def takes(self, file: Path, domain: str | None = "localhost", **wishes: bool) -> Report:
        """Import; what was done."""
        report = Report()
        wanted = Wishes(NOW, self.folder / "uploads", **wishes)
        await Importer(self.db, domain, wanted, report).run(file)
        return report

    async def reads(self, *users: str, host: str = "localhost") -> Report:
        """The same of a file with these users."""
        return await self.takes(self.file(document(*users, host=host)))


def document(*users: str, host: str = "localhost") -> str:
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><server-data xmlns='urn:xmpp:pie:0'>"
        f"<host jid='{host}'>{''.join(users)}</host></server-data>"
    )


def user(name: str, *parts: str, password: str = "secret") -> str:
    return f"<user name='{name}' password='{password}'>{''.join(parts)}</user>"


def archived(*results: str) -> str:
    return f"<archive xmlns='urn:xmpp:pie:0#mam'>{''.join(results)}</archive>"


def said(
    sender: str,
    to: str,
    body: str,
    stamp: str,
    *,
    id: str = "",
    archive_id: str = "x",
) -> str:
    """A message of an archive."""
    attrs = f" id='{id}'" if id else ""
    message = f"<message xmlns='jabber:client' type='chat' from='{sender}' to='{to}'{attrs}>"
    return (
        f"<result xmlns='urn:xmpp:mam:2' id='{archive_id}'><forwarded xmlns='urn:xmpp:forward:0'>"
        f"<delay xmlns='urn:xmpp:delay' stamp='{stamp}'/>{message}<body>{body}</body></message>"
        "</forwarded></result>"
    )
