"""The audit log keeps the newest."""

import pytest

from magpie.storage import audit
from magpie.storage.audit import Deed


async def test_the_oldest_make_room(db, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(audit, "KEPT", 2)
    for at in range(4):
        await db.write(audit.note, Deed(at, "", "user.add", f"name=u{at}"))
    found = await db.read(audit.newest, 10)
    assert [one.target for one in found] == ["name=u3", "name=u2"]
