"""`magpie doctor` beside the running program, and when it has stopped."""

import asyncio


async def test_it_looks_at_a_server_that_runs(new_server):
    server = new_server()
    done = server.runs("doctor", "--verbose", "--set", f"c2s.listen=127.0.0.1:{server.port}",
                       "--set", "c2s.direct_tls=[]", "--set", "http.listen=[]",
                       "--set", "http.tls_listen=[]")  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "well: database" in done.stdout
    assert "The server of localhost runs; " in done.stdout
    await asyncio.to_thread(server.stop)
    (server.data / "magpie.db").unlink()
    done = server.runs("doctor", "--set", "c2s.listen=127.0.0.1:0")
    assert done.returncode == 1
    assert "trouble: database: " in done.stdout
    assert "does not run; 1 trouble" in done.stdout
