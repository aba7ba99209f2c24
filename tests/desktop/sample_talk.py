"""A conversation with every kind of message, and the people of the sample client."""

import itertools
from dataclasses import replace

from magpie.desktop.core.entities.account import Show
from magpie.desktop.core.entities.message import Delivery, File, Message, Quote, Reaction
from magpie.desktop.core.entities.person import Person, Subscription
from magpie.desktop.core.entities.problem import Reason

MINUTE = 60_000_000
NOW = 1_767_273_720_000_000  # 2026-01-01 13:22 UTC
ME = "ana@laptop.local"
BEN = "ben@laptop.local"
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "YPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
NAMES = (
    ("ben", "Ben Okafor", Show.ONLINE, "at the bench"),
    ("chen", "陈晓明", Show.ONLINE, "在办公室"),
    ("dora", "Dora Lindqvist-Papadopoulou of the Northern Office", Show.AWAY, ""),
    ("emil", "Emil", Show.BUSY, "in a meeting until three, then on the train home"),
    ("fatma", "فاطمة", Show.ONLINE, ""),
    ("gio", "Gio", Show.OFFLINE, ""),
    ("hana", "はな", Show.OFFLINE, ""),
)


def person(local: str, name: str, show: Show, status: str) -> Person:
    return Person(
        account=1,
        address=f"{local}@laptop.local",
        name=name,
        groups=("Everyone",),
        show=show,
        status=status,
        is_contact=True,
        subscription=Subscription.BOTH,
        devices=int(show is not Show.OFFLINE),
    )


def talk(conversation: int = 1) -> list[Message]:
    """A conversation with every kind of message, oldest first."""
    ids = itertools.count(1)

    def says(own: bool, body: str, ago: int, **more: object) -> Message:
        sender = ME if own else BEN
        message = Message(next(ids), conversation, NOW - ago * MINUTE, sender, own, body)
        return replace(message, **{"delivery": Delivery.READ} | more)

    day = 24 * 60
    return [
        says(False, "Good morning! Did the new server survive the night?", day + 95),
        says(True, "It did. *Uptime 14 days*, `0` lost messages.", day + 93),
        says(True, "/me raises a cup of tea", day + 92),
        says(False, "> Uptime 14 days\nthat is _longer_ than my ~plants~ houseplants", day + 90),
        says(False, "See https://xmpp.org/extensions/xep-0393.html for the styling.", day + 88,
             reactions=(Reaction("👍", (ME, BEN)), Reaction("🎉", (BEN,)))),
        says(True, "```\ndef hello():\n    print('你好')\n```\nWorks in every script.", day + 80),
        says(False, "明天下午三点开会，可以吗？", 190),
        says(True, "可以，没问题！", 188,
             reply=Quote(7, BEN, "明天下午三点开会，可以吗？")),
        says(False, "", 60, file=File("harbour at dawn.jpg", "image/jpeg", 482_113, 1600, 900,
                                      thumbnail=PIXEL, url="https://laptop.local/f/1")),
        says(False, "", 58, file=File(
            "a report with a very long name that nobody would ever want to read in full.pdf",
            "application/pdf", 18_482_113), transfer=1),
        says(True, "", 40, file=File("holiday.mp4", "video/mp4", 734_003_200), transfer=2,
             delivery=Delivery.WAITING),
        says(True, "", 30, file=File("voice.ogg", "audio/ogg", 48_000, seconds=12, is_voice=True)),
        says(False, "", 20, is_retracted=True),
        says(True, "This one was edited.", 15, is_edited=True, delivery=Delivery.DELIVERED),
        says(True, "This one has reached the server.", 10, delivery=Delivery.ON_SERVER),
        says(True, "This one could not go out.", 8, delivery=Delivery.FAILED,
             reason=Reason.REFUSED),
        says(True, "This one is waiting.", 6, delivery=Delivery.WAITING),
        says(False, "Lunch? 🍜", 3),
        says(False, "I am at the usual place", 2),
    ]  # fmt: skip
