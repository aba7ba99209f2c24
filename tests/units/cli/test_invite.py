"""`magpie invite` and `magpie user reset`, over a data folder that no server runs on."""

import json

import pytest
from PIL import Image

from magpie import cli
from magpie.base.invitation import Link

DOMAIN = ("--set", "server.domain=c.test")


@pytest.fixture
def magpie(tmp_path, capsys):
    """Runs the program: its exit code, what it printed, and what it complained of."""

    def run(*arguments: str) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main(
                [*arguments, "--data", str(tmp_path / "data"), "--set", "server.domain=c.test"]
            )
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return run


def test_an_invitation_from_its_making_to_its_end(magpie, tmp_path):
    code, out, _ = magpie("invite", "create", "--comment", "for Ana", "--uses", "3")
    link = Link.parse(out)
    assert (code, link.site, link.domain) == (0, "https://c.test:5443", "c.test")
    code, out, _ = magpie("invite", "list")
    assert out.startswith(f"{link.token}  account, member, used 0 of 3, until 20")
    assert out.endswith("for Ana\n")
    assert magpie("invite", "revoke", link.url)[0] == 0
    assert magpie("invite", "list", "--json")[1] == "[]\n"
    code, _, err = magpie("invite", "revoke", link.token)
    assert (code, err) == (2, "magpie: there is no such invitation\n")


def test_the_code_as_a_file_or_here(magpie, tmp_path):
    for name in ("code.png", "code.svg"):
        assert magpie("invite", "create", "--qr", str(tmp_path / name))[0] == 0
    with Image.open(tmp_path / "code.png") as picture:
        assert picture.width > 200
    assert b"<svg" in (tmp_path / "code.svg").read_bytes()
    assert "█▀" in magpie("invite", "create", "--qr", "-")[1]
    code, _, err = magpie("invite", "create", "--qr", str(tmp_path / "code.gif"))
    assert code == 2
    assert "ends with .png or .svg" in err


def test_an_account_gets_a_role_and_a_new_password(magpie):
    assert magpie("user", "add", "ana", "--password", "star-crossed", "--admin")[0] == 0
    assert magpie("user", "list")[1] == "ana  admin\n"
    link = Link.parse(magpie("user", "reset", "ana")[1])
    assert (link.kind, link.address) == ("reset", "ana@c.test")
    assert magpie("user", "role", "ana", "member")[0] == 0
    (found,) = json.loads(magpie("user", "list", "--json")[1])
    assert not found["admin"]


def test_without_a_site_there_is_the_uri(magpie):
    args = ("--set", "http.tls_listen=[]")
    assert magpie("invite", "create", *args)[1].startswith("xmpp:c.test?register;preauth=")
    magpie("user", "add", "ana", "--password", "star-crossed")
    code, _, err = magpie("user", "reset", "ana", *args)
    assert (code, err) == (
        2,
        "magpie: there is no web site to open the link: http.tls_listen is empty\n",
    )
