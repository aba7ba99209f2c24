"""The server's own settings: every default is one that a user may write."""

from pathlib import Path

import pytest

from magpie.base.config import SettingsError, address, load
from magpie.base.config.options import fields_of
from magpie.base.config.reference import written
from magpie.server.settings import SECTIONS, C2s, Contact, Server, Tls


@pytest.mark.parametrize("name", SECTIONS)
def test_every_default_may_be_written_down(tmp_path: Path, name: str) -> None:
    section = SECTIONS[name]
    lines = [f"[{name}]"]
    lines += [
        f"{field.name} = {written(field.hint, field.default(), field.about)}"
        for field in fields_of(section)
    ]
    if section is Tls:
        assert lines.pop(1) == 'certificate = ""'
    file = tmp_path / "magpie.toml"
    file.write_text("\n".join(lines))
    assert load(file, (), SECTIONS).get(section) == section()


@pytest.mark.parametrize("name", SECTIONS)
def test_every_setting_says_what_it_is_for(name: str) -> None:
    for field in fields_of(SECTIONS[name]):
        assert field.about.doc.endswith("."), field.name


def test_by_itself_it_listens_everywhere_and_wants_tls() -> None:
    c2s = load(None, (), SECTIONS).get(C2s)
    assert c2s.listen == (address("0.0.0.0:5222"), address("[::]:5222"))
    assert c2s.direct_tls == (address("0.0.0.0:5223"), address("[::]:5223"))
    assert c2s.require_tls


def test_the_domain_is_found_on_the_network_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    for host, domain in [
        ("Kitchen.example.org", "kitchen.local"),
        ("my_pc", "my-pc.local"),
        ("_", "magpie.local"),
        ("", "magpie.local"),
    ]:
        monkeypatch.setattr("socket.gethostname", lambda host=host: host)
        assert Server().domain == domain


@pytest.mark.parametrize(
    ("text", "domain"),
    [("Example.ORG", "example.org"), ("localhost", "localhost"), ("chat.example.", "chat.example")],
)
def test_a_domain_is_prepared(text: str, domain: str) -> None:
    assert load(None, [f"server.domain={text}"], SECTIONS).get(Server).domain == domain


@pytest.mark.parametrize(
    ("override", "error"),
    [
        ("server.domain=me@example.org", "is not a domain: write the part after the @ alone"),
        ("server.domain=a..b", '"a..b" is not a domain'),
        ("server.domain=", '"" is not a domain'),
        ("contact.admin=me", '"me" is not a URI; write it as "mailto:admin@example.org"'),
        ("tls.key=x.key", "certificate and key are set together, or neither"),
        ("registration.mode=lna", "did you mean lan?"),
        ("limits.stanza_size=1 kB", "1 kB is below 10 kB, the least allowed"),
    ],
)
def test_what_is_refused(override: str, error: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(None, [override], SECTIONS)
    assert error in str(caught.value)
    assert "\n" not in str(caught.value)


def test_contacts_are_uris() -> None:
    overrides = ["contact.admin=xmpp:romeo@localhost, mailto:romeo@localhost"]
    contact = load(None, overrides, SECTIONS).get(Contact)
    assert contact.admin == ("xmpp:romeo@localhost", "mailto:romeo@localhost")
