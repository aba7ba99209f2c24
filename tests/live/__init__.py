"""Live tests: real sockets, the real program, clients that we did not write."""
