"""The work `file`: its client, and the server that stands beside Magpie."""

import pytest

from magpie.bench.file import MB, fetch, head, measure, nginx, send, source
from magpie.bench.report import Result
from magpie.bench.wire import WireError


def test_a_file_goes_to_nginx_and_back():
    result = Result("file")
    with source(3 * MB) as content, nginx() as (base, tree):
        measure(result, "nginx ", (f"{base}/a", f"{base}/a"), content, tree)
        with pytest.raises(WireError, match="bytes of"):
            fetch(f"{base}/a", 4 * MB)
        with pytest.raises(WireError, match="404"):
            fetch(f"{base}/b", 1)
        with pytest.raises(WireError, match=r"HTTP/1.1 [45]"):
            send(f"{base}/no/such/folder/", content)
    assert result.figures["nginx up MB per s"] > 0
    assert result.figures["nginx down MB per s"] > 0


def test_the_source_has_the_size_that_is_wanted():
    with source(2_500_000) as content:
        assert content.stat().st_size == 2_500_000
    assert not content.exists()


def test_a_request_names_path_and_host():
    wanted = b"PUT /a/b%20c HTTP/1.1\r\nHost: h:1\r\nConnection: close\r\nX: 1\r\n\r\n"
    assert head("PUT", "http://h:1/a/b%20c", "X: 1") == wanted
