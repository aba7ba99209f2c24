"""Crash tests: the real program is killed, starved and watched. `make crash` runs them."""
