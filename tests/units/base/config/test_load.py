"""Loading settings: every bad one has its own line, and all of them are told at once."""

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import ClassVar, Literal

import pytest

from magpie.base.config import Address, Duration, Size, address, duration, option, size
from magpie.base.config.load import Override, Settings, SettingsError, load


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


def lower(text: str) -> str:
    if " " in text:
        raise ValueError(f'"{text}" has a space')
    return text.lower()


@dataclass(frozen=True, slots=True)
class Server:
    domain: str = option("localhost", doc="The domain.", check=lower)
    listen: tuple[Address, ...] = option((address("*:5222"),), doc="Where.")
    is_open: bool = option(True, doc="Whether.")
    workers: int = option(1, doc="How many.", min=1, max=64)
    share: float = option(0.5, doc="How much.", min=0, max=1)
    idle: Duration = option(duration("60 s"), doc="How long.", min=duration("5 s"), was="timeout")
    largest: Size = option(size("256 kB"), doc="How large.", max=size("1 GB"))
    keep: Duration | None = option(None, doc="Kept.", none="forever")
    mode: Literal["open", "lan", "closed"] = option("lan", doc="Who.")
    colour: Colour = option(Colour.RED, doc="Which.")
    kind: str = option("a", doc="One of.", choices=("a", "b"))
    certificate: Path | None = option(None, doc="A file.")
    names: tuple[str, ...] = option((), doc="Names.")
    numbers: list[int] = option(doc="Numbers.", factory=list, max=9)
    motto: str | None = option(None, doc="Words.")
    undeclared: str = "plain"
    made: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Archive:
    SECTION: ClassVar[str] = "archive"

    retention: Duration = option(10.0, doc="How long.")
    least: Duration = option(1.0, doc="At least.")

    def __post_init__(self) -> None:
        if self.least > self.retention:
            raise ValueError("least is longer than retention")


@dataclass(frozen=True, slots=True)
class Component:
    secret: str = option(doc="Shared.", secret=True, check=lower)
    port: int = option(5347, doc="Port.")


SECTIONS = {"server": Server, "archive": Archive, "component.*": Component}


def read(text: str, *overrides: str | Override, folder: Path | None = None) -> Settings:
    return load(None, overrides, SECTIONS) if folder is None else load_in(folder, text, *overrides)


def load_in(folder: Path, text: str, *overrides: str | Override) -> Settings:
    file = folder / "magpie.toml"
    file.write_text(text)
    return load(file, overrides, SECTIONS)


def test_without_a_file_everything_is_as_declared(tmp_path: Path) -> None:
    for settings in (load(None, (), SECTIONS), load(tmp_path / "magpie.toml", (), SECTIONS)):
        assert settings.get(Server) == Server()
        assert settings.get(Archive) == Archive()
        assert settings.named(Component) == {}
        assert settings.warnings == ()


def test_every_type_can_be_set(tmp_path: Path) -> None:
    settings = load_in(
        tmp_path,
        """
        [server]
        domain = "Example.ORG"
        listen = ["127.0.0.1:5222", "[::1]:5222", 5223]
        is_open = false
        workers = 4
        share = 1
        idle = "2 min"
        largest = "10 MB"
        keep = "2 days"
        mode = "open"
        colour = "blue"
        kind = "b"
        certificate = "tls/own.crt"
        names = "admin"
        numbers = [1, 2]
        motto = "none"
        undeclared = "set"
        """,
    )
    assert settings.get(Server) == Server(
        domain="example.org",
        listen=(address("127.0.0.1:5222"), address("[::1]:5222"), address(5223)),
        is_open=False,
        workers=4,
        share=1.0,
        idle=120.0,
        largest=10_000_000,
        keep=172_800.0,
        mode="open",
        colour=Colour.BLUE,
        kind="b",
        certificate=tmp_path / "tls/own.crt",
        names=("admin",),
        numbers=[1, 2],
        motto="none",
        undeclared="set",
    )


@pytest.mark.parametrize(
    ("override", "name", "value"),
    [
        ("server.domain=Example.ORG", "domain", "example.org"),
        ('server.domain = "example.org"', "domain", "example.org"),
        ("server.domain=2026", "domain", "2026"),
        ("server.listen=5222", "listen", (address(5222),)),
        ("server.listen=127.0.0.1:1, [::1]:2", "listen",
         (address("127.0.0.1:1"), address("[::1]:2"))),
        ("server.listen=[::1]:2", "listen", (address("[::1]:2"),)),
        ('server.listen=["127.0.0.1:1"]', "listen", (address("127.0.0.1:1"),)),
        ("server.listen=[]", "listen", ()),
        ("server.is_open=false", "is_open", False),
        ("server.workers=2", "workers", 2),
        ("server.share=0.25", "share", 0.25),
        ("server.idle=90 s", "idle", 90.0),
        ("server.largest=64kB", "largest", 64_000),
        ("server.keep=forever", "keep", None),
        ("server.mode=closed", "mode", "closed"),
        ("server.names=a,b", "names", ("a", "b")),
        ("server.numbers=1,2", "numbers", [1, 2]),
        ("server.certificate=", "certificate", None),
        ("server.motto=a = b", "motto", "a = b"),
    ],
)  # fmt: skip
def test_an_override_needs_no_quotes(override: str, name: str, value: object) -> None:
    assert getattr(read("", override).get(Server), name) == value


def test_an_override_wins_and_the_last_one_of_them(tmp_path: Path) -> None:
    settings = load_in(tmp_path, "[server]\nworkers = 2\n", "server.workers=3", "server.workers=4")
    assert settings.get(Server).workers == 4


def test_an_override_repairs_a_bad_value_of_the_file(tmp_path: Path) -> None:
    settings = load_in(tmp_path, '[server]\nmode = "opeen"\n', "server.mode=open")
    assert settings.get(Server).mode == "open"


def test_a_file_named_on_the_command_line_is_where_the_user_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    settings = load_in(tmp_path, "", "server.certificate=own.crt")
    assert settings.get(Server).certificate == here / "own.crt"


def test_keyed_sections_have_names(tmp_path: Path) -> None:
    settings = load_in(
        tmp_path,
        '[component."irc.example"]\nsecret = "a"\n[component.sms]\nsecret = "b"\nport = 1\n',
        'component."irc.example".secret=c',
        "component.web.secret=d",
    )
    assert settings.named(Component) == {
        "irc.example": Component(secret="c"),
        "sms": Component(secret="b", port=1),
        "web": Component(secret="d"),
    }


def test_a_former_name_works_and_warns(tmp_path: Path) -> None:
    settings = load_in(tmp_path, '[server]\ntimeout = "9 s"\n')
    assert settings.get(Server).idle == 9.0
    (warning,) = settings.warnings
    assert warning == f"{tmp_path / 'magpie.toml'}:2: [server] timeout: is called idle now"


def test_a_former_name_beside_the_new_one_gives_way(tmp_path: Path) -> None:
    settings = load_in(tmp_path, '[server]\nidle = "8 s"\ntimeout = "9 s"\n')
    assert settings.get(Server).idle == 8.0
    assert len(settings.warnings) == 1


@pytest.mark.parametrize(
    ("text", "error"),
    [
        # where it stands
        ("[sever]\n", "1: [sever]: no such section; did you mean [server]?"),
        ("[xyz]\n", "1: [xyz]: no such section"),
        ("[componennt.a]\n", "1: [componennt]: no such section; did you mean [component]?"),
        ("domain = 'a'\n", "1: domain: stands in no section; did you mean [server] domain?"),
        ("xyz = 'a'\n", "1: xyz: stands in no section"),
        ("[server]\n\ndomein = 'a'\n", "3: [server] domein: no such setting; did you mean domain?"),
        ("[server]\nretention = 'a'\n",
         "2: [server] retention: no such setting; did you mean [archive] retention?"),
        ("[server]\nxyz = 1\n", "2: [server] xyz: no such setting"),
        ("server.xyz = 1\n", "1: [server] xyz: no such setting"),
        ("server = { xyz = 1 }\n", "1: [server] xyz: no such setting"),
        ("[server.domain]\nx = 1\n", "1: [server] domain: a table is not a text; put it in quotes"),
        # what it is
        ("[server]\ndomain = 1\n", "2: [server] domain: 1 is not a text; put it in quotes"),
        ("[server]\ndomain = ''\"\"\n", "2: Expected newline or end of document after a statement"),
        ("[server]\ndomain = 'a b'\n", '2: [server] domain: "a b" has a space'),
        ("[server]\nlisten = ['x']\n",
         '2: [server] listen: "x" is not an address; '
         'write it as "0.0.0.0:5222", "[::]:5222" or 5222'),
        ("[server]\nlisten = true\n", "2: [server] listen: true is not an address"),
        ("[server]\nlisten = [[1]]\n", "2: [server] listen: a list is not an address"),
        ("[server]\nis_open = 1\n", "2: [server] is_open: 1 is neither true nor false"),
        ("[server]\nis_open = 'yes'\n", '2: [server] is_open: "yes" is neither true nor false'),
        ("[server]\nworkers = 'x'\n", '2: [server] workers: "x" is not a whole number'),
        ("[server]\nworkers = true\n", "2: [server] workers: true is not a whole number"),
        ("[server]\nworkers = 1.5\n", "2: [server] workers: 1.5 is not a whole number"),
        ("[server]\nworkers = 0\n", "2: [server] workers: 0 is below 1, the least allowed"),
        ("[server]\nworkers = 65\n", "2: [server] workers: 65 is above 64, the most allowed"),
        ("[server]\nshare = nan\n", "2: [server] share: nan is not a number"),
        ("[server]\nshare = inf\n", "2: [server] share: inf is not a number"),
        ("[server]\nshare = []\n", "2: [server] share: a list is not a number"),
        ("[server]\nidle = 30\n",
         '2: [server] idle: "30" is not a duration; write it as "30 s", "10 min" or "2 days"'),
        ("[server]\nidle = true\n", "2: [server] idle: true is not a duration"),
        ("[server]\nidle = '1 s'\n", "2: [server] idle: 1 s is below 5 s, the least allowed"),
        ("[server]\nidle = 'off'\n",
         '2: [server] idle: "off" is not a duration; write it as "30 s", "10 min" or "2 days"'),
        ("[server]\nlargest = '1 TB'\n",
         "2: [server] largest: 1 TB is above 1 GB, the most allowed"),
        ("[server]\nlargest = 64000\n",
         '2: [server] largest: "64000" is not a size; write it as "64 kB" or "10 MB"'),
        ("[server]\nmode = 'opeen'\n",
         '2: [server] mode: "opeen" is none of open, lan, closed; did you mean open?'),
        ("[server]\nmode = 1\n", "2: [server] mode: 1 is not a text; put it in quotes"),
        ("[server]\ncolour = 'green'\n", '2: [server] colour: "green" is none of red, blue'),
        ("[server]\nkind = 'c'\n", '2: [server] kind: "c" is none of a, b'),
        ("[server]\nnames = [1]\n", "2: [server] names: 1 is not a text; put it in quotes"),
        ("[server]\nnumbers = [\n 1,\n 10]\n",
         "2: [server] numbers: 10 is above 9, the most allowed"),
        # the section as a whole
        ("[archive]\n\nleast = '20 s'\n", "3: [archive]: least is longer than retention"),
        ("[component.a]\nport = 1\n", '1: [component."a"] secret: must be set'),
        ("[component.a]\nsecret = 's e c'\n",
         '2: [component."a"] secret: this value is not allowed'),
        ("[component]\nsecret = 'x'\n", '2: [component] secret: write [component."NAME"] above it'),
        # not TOML
        ("[server]\ndomain = \n", "2: Invalid value"),
        ("[server]\ndomain = 'a'\ndomain = 'b'\n", "3: Cannot overwrite a value"),
        ("[server", "1: Expected ']' at the end of a table declaration"),
    ],
)  # fmt: skip
def test_every_bad_setting_has_its_line(tmp_path: Path, text: str, error: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_in(tmp_path, text)
    assert caught.value.errors == (f"{tmp_path / 'magpie.toml'}:{error}",)


def test_an_empty_keyed_section_lacks_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_in(tmp_path, "[server]\n[component.a]\n")
    assert caught.value.errors == (
        f'{tmp_path / "magpie.toml"}:2: [component."a"] secret: must be set',
    )


@pytest.mark.parametrize(
    ("override", "error"),
    [
        ("server.workers=0",
         "--set server.workers: [server] workers: 0 is below 1, the least allowed"),
        ("server.workers=many",
         '--set server.workers: [server] workers: "many" is not a whole number'),
        ("server.idle=30",
         '--set server.idle: [server] idle: "30" is not a duration; '
         'write it as "30 s", "10 min" or "2 days"'),
        ("server.listen=1,x",
         '--set server.listen: [server] listen: "x" is not an address; '
         'write it as "0.0.0.0:5222", "[::]:5222" or 5222'),
        ("server.numbers=1,x", '--set server.numbers: [server] numbers: "x" is not a whole number'),
        ("server.is_open=yes",
         '--set server.is_open: [server] is_open: "yes" is neither true nor false'),
        ("server.workerz=1",
         "--set server.workerz: [server] workerz: no such setting; did you mean workers?"),
        ("sever.workers=1",
         "--set sever.workers: [sever]: no such section; did you mean [server]?"),
        ("component.port=1", '--set component.port: write it as component."NAME".key=value'),
        ("server.workers", "--set server.workers: write it as section.key=value"),
        ("workers=1", "--set workers: write it as section.key=value"),
        ("=", "--set : write it as section.key=value"),
        ("a b.c=1", "--set a b.c: write it as section.key=value"),
        ("server.workers.x.y=1", "--set server.workers.x.y: write it as section.key=value"),
        (Override("server.domain=a b", "--domain"), '--domain: [server] domain: "a b" has a space'),
    ],
)  # fmt: skip
def test_every_bad_override_is_named(override: str | Override, error: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read("", override)
    assert caught.value.errors == (error,)


def test_all_errors_are_told_at_once_in_their_order(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_in(
            tmp_path,
            "[server]\nworkers = 0\nmode = 'x'\ntypo = 1\n[nowhere]\n[archive]\nleast = 1\n",
            "server.share=2",
        )
    file = tmp_path / "magpie.toml"
    starts = [error.split(": ")[0] for error in caught.value.errors]
    assert sorted(starts) == sorted(
        [f"{file}:2", f"{file}:3", f"{file}:4", f"{file}:5", f"{file}:7", "--set server.share"]
    )
    assert str(caught.value) == "\n".join(caught.value.errors)


def test_a_file_that_is_not_utf_8_has_a_line(tmp_path: Path) -> None:
    file = tmp_path / "magpie.toml"
    file.write_bytes(b"[server]\n# fine\ndomain = '\xff'\n")
    with pytest.raises(SettingsError) as caught:
        load(file, (), SECTIONS)
    assert caught.value.errors == (f"{file}:3: the file is not UTF-8",)


def test_a_folder_in_place_of_the_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, (), SECTIONS)
    assert caught.value.errors == (f"{tmp_path}: Is a directory",)


def test_settings_of_a_test_are_just_these() -> None:
    settings = Settings.of(Server(domain="test"))
    assert settings.get(Server).domain == "test"
    with pytest.raises(KeyError):
        settings.get(Archive)
