"""The lines of keys: found for every way in which TOML lets them be written."""

from magpie.base.config.lines import locate

TEXT = '''\
# a comment = 1
stray = 1

[server]
domain = "a"  # [not.a.header]

[c2s] # listens
listen = [
  "0.0.0.0:5222",
  # in = between
  "[::]:5222",
]
text = """
[tls]
certificate = "inside a text"
"""
"quoted key" = 'x'
deep.er = 1
inline = { a = 1, b = { c = 2 } }

[component."irc.example"]
secret = "s"

[[many]]
a = 1
'''


def test_every_key_has_its_line() -> None:
    lines = locate(TEXT)
    assert lines == {
        ("stray",): 2,
        ("server",): 4,
        ("server", "domain"): 5,
        ("c2s",): 7,
        ("c2s", "listen"): 8,
        ("c2s", "text"): 13,
        ("c2s", "quoted key"): 17,
        ("c2s", "deep"): 18,
        ("c2s", "deep", "er"): 18,
        ("c2s", "inline"): 19,
        ("c2s", "inline", "a"): 19,
        ("c2s", "inline", "b"): 19,
        ("c2s", "inline", "b", "c"): 19,
        ("component", "irc.example"): 21,
        ("component", "irc.example", "secret"): 22,
        ("many",): 24,
        ("many", "a"): 25,
    }


def test_an_empty_file_has_no_keys() -> None:
    assert locate("") == {}
    assert locate("\n# nothing\n") == {}


def test_windows_line_ends_count_once() -> None:
    assert locate("[server]\r\ndomain = 'a'\r\n") == {("server",): 1, ("server", "domain"): 2}
