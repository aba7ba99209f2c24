"""Who is here: the devices of people, as their presence tells."""

from magpie.base.clock import Clock
from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.link import Presence

Key = tuple[int, str]
BEST = (Show.ONLINE, Show.AWAY, Show.BUSY, Show.OFFLINE)


class Devices:
    """By account and address."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._here: dict[Key, dict[str, Presence]] = {}
        self._since: dict[Key, int] = {}

    def take(self, account: int, change: Presence) -> Key:
        """A device came, went or changed; whose it is."""
        key = (account, change.address)
        before = self.show(key)
        devices = self._here.setdefault(key, {})
        if change.show is not Show.OFFLINE:
            devices[change.device] = change
        elif change.device:
            devices.pop(change.device, None)
        else:
            devices.clear()
        if self.show(key) is not before:
            self._since[key] = self._clock.now()
        return key

    def gone(self, account: int) -> list[Key]:
        """Nobody whom that account knows is known to be here; who they were."""
        touched = [key for key in self._here if key[0] == account]
        for key in touched:
            del self._here[key]
        return touched

    def speaking(self, key: Key) -> Presence | None:
        """The device that speaks for the person: by priority, then by how much it is here."""
        return min(
            self._here.get(key, {}).values(),
            key=lambda device: (-device.priority, BEST.index(device.show)),
            default=None,
        )

    def show(self, key: Key) -> Show:
        found = self.speaking(key)
        return found.show if found else Show.OFFLINE

    def since(self, key: Key) -> int:
        """µs since 1970 of the last change of `show`, 0 unknown."""
        return self._since.get(key, 0)

    def names(self, key: Key) -> list[str]:
        """The resources that are here, who speaks first."""
        first = self.speaking(key)
        others = [name for name in self._here.get(key, {}) if not first or name != first.device]
        return [first.device, *others] if first else []
