"""The locks hold all that pyproject.toml asks for, with hashes, and not where it is from."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tests.structure.project import ROOT

LOCKS = ("build", "dev", "node", "omemo", "run", "uv")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = PROJECT["project"]["optional-dependencies"]
RUN = PROJECT["project"]["dependencies"] + EXTRAS["postgres"]
SHIPPED = sum((what for extra, what in EXTRAS.items() if extra != "omemo"), RUN)
DEV = SHIPPED + PROJECT["dependency-groups"]["dev"]
OMEMO = PROJECT["project"]["dependencies"] + EXTRAS["omemo"]
ASKED = {"run": RUN, "dev": DEV, "omemo": OMEMO}


def text(lock: str) -> str:
    return (ROOT / f"requirements/{lock}.txt").read_text()


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^(\S+)==(\S+)", text(lock), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_pins_and_hashes_and_nothing_else(lock):
    pin = r"[a-z0-9.-]+==\S+( ; [^\\]+)? \\\n"
    hashes = r"(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+"
    assert re.fullmatch(f"({pin}{hashes})+", text(lock))


@pytest.mark.parametrize("lock", ASKED)
def test_a_lock_has_all_that_is_asked_for(lock):
    pinned = pins(lock)
    for requirement in map(Requirement, ASKED[lock]):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version in requirement.specifier, requirement


def test_what_is_agpl_comes_only_to_those_who_ask_for_it():
    for lock in ("run", "dev"):
        assert not {"oldmemo", "slixmpp-omemo"} & pins(lock).keys()
    assert "oldmemo" in pins("omemo")


def test_locks_agree():
    shared = pins("omemo").keys() & pins("dev").keys()
    assert {name: pins("omemo")[name] for name in shared} == {n: pins("dev")[n] for n in shared}
    for part in ("run", "node"):
        assert pins(part).items() <= pins("dev").items()
