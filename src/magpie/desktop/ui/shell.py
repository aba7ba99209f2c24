"""The window's view model: which page, which conversation, how the connection is."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Property, QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from magpie.base.clock import Clock
from magpie.desktop.core import invitation
from magpie.desktop.core.api import Client
from magpie.desktop.core.entities.account import Account
from magpie.desktop.core.entities.conversation import Conversation
from magpie.desktop.core.setting import LAST_CONVERSATION, TRAY
from magpie.desktop.ui import keys
from magpie.desktop.ui.accounts import Accounts, Me
from magpie.desktop.ui.chats import Chats
from magpie.desktop.ui.choosing import Choosing
from magpie.desktop.ui.codes import CodeView
from magpie.desktop.ui.deeds import Deeds
from magpie.desktop.ui.emoji import EmojiRows
from magpie.desktop.ui.forwarding import Forwarding
from magpie.desktop.ui.groups import Groups
from magpie.desktop.ui.newchat import NewChat
from magpie.desktop.ui.people import People
from magpie.desktop.ui.portrait import Portrait
from magpie.desktop.ui.preferences import Preferences
from magpie.desktop.ui.prop import fixed, shown
from magpie.desktop.ui.search import Search
from magpie.desktop.ui.signin import SignInView
from magpie.desktop.ui.sound import Sound, best
from magpie.desktop.ui.spelling import Spelling
from magpie.desktop.ui.talking import Talking
from magpie.desktop.ui.trouble import Trouble
from magpie.desktop.ui.voice import Player, Recorder

translate = QCoreApplication.translate


class Shell(QObject):
    """All that the window shows."""

    pageChanged = Signal()
    conversationChanged = Signal()
    conversationShown = Signal()
    activeChanged = Signal()
    languageChanged = Signal()
    raised = Signal()
    unreadChanged = Signal()
    hidden = Signal()
    quitting = Signal()
    told = Signal(str)

    def __init__(self, client: Client, clock: Clock, sound: Sound | None = None) -> None:
        super().__init__()
        self._sound = sound or best()
        self._recorder, self._player = Recorder(self._sound), Player(self._sound)
        self.client, self._clock = client, clock
        self.deeds = Deeds()
        self._me, self._accounts = Me(client, self.deeds), Accounts(client, self.deeds, clock)
        self._chats = Chats(client, self.deeds, clock)
        self._people = People(client, self.deeds)
        self._groups = Groups(client, self.deeds)
        self._search = Search(client, self.deeds, clock)
        self._switcher = Search(client, self.deeds, clock, recent=True)
        self._settings = self.choices = Preferences(client)
        self._code = CodeView(client, self.deeds)
        self.talking = Talking(client, self.deeds, clock, self._chats)
        self._new_chat = NewChat(client, self.deeds, self.talking, lambda: self._me.account)
        self._forwarding = Forwarding(client, self.deeds, clock, self.talking)
        self._portrait = Portrait(self.deeds)
        self._choosing = Choosing(client.settings, self.talking, self._chats, self._portrait)
        self._spelling = Spelling(client.settings, self.deeds)
        self._emoji = EmojiRows(client.settings)
        self._trouble = Trouble(client)
        self._sign_in = SignInView(client, self.deeds)
        self.name = ""
        self._active = False
        self._has_tray: Callable[[], bool] = lambda: False
        self._connect()

    signIn = fixed(QObject, "_sign_in")
    me = fixed(QObject, "_me")
    accounts = fixed(QObject, "_accounts")
    chats = fixed(QObject, "_chats")
    people = fixed(QObject, "_people")
    groups = fixed(QObject, "_groups")
    search = fixed(QObject, "_search")
    switcher = fixed(QObject, "_switcher")
    settings = fixed(QObject, "_settings")
    code = fixed(QObject, "_code")
    choosing = fixed(QObject, "_choosing")
    portrait = fixed(QObject, "_portrait")
    forwarding = fixed(QObject, "_forwarding")
    emoji = fixed(QObject, "_emoji")
    spelling = fixed(QObject, "_spelling")
    recorder = fixed(QObject, "_recorder")
    player = fixed(QObject, "_player")
    trouble = fixed(QObject, "_trouble")
    title = shown(str, lambda self: self.said_title, unreadChanged)
    calm = shown(bool, lambda _: is_calm(), unreadChanged)
    page = shown(str, "name", pageChanged)
    conversation = shown(QObject, "talking.view", conversationChanged)
    keys = shown("QVariantList", lambda _: keys.groups(), languageChanged)
    newChat = fixed(QObject, "_new_chat")

    @property
    def unread(self) -> int:
        """How many messages wait in chats that are not muted."""
        return self._chats.unread_count

    @property
    def is_active(self) -> bool:
        """Whether the window is the one that is used."""
        return self._active

    def name_of(self, chat: Conversation) -> str:
        person = self.client.people.items.find((chat.account, chat.address))
        return person.name if person else chat.name

    @property
    def said_title(self) -> str:
        unread = self._chats.unread_count
        return f"({unread}) Magpie" if unread else "Magpie"

    def _connect(self) -> None:
        self.deeds.told.connect(self.told)
        self._recorder.told.connect(self.told)
        self._chats.countsChanged.connect(self.unreadChanged)
        self._chats.opening.connect(self.talking.show)
        self._people.opening.connect(self.talking.talk_to)
        self._groups.opening.connect(self.talking.show)
        self._search.chosen.connect(self.talking.talk_to)
        self._switcher.chosen.connect(self.talking.talk_to)
        self.talking.changed.connect(self.conversationChanged)
        self.talking.shown.connect(self.conversationShown)
        self.talking.linked.connect(self.open_link)
        self.talking.placeWanted.connect(self._choose_place)
        self.talking.forwardWanted.connect(self._forwarding.begin)
        self._sign_in.entered.connect(self._entered)
        self._accounts.chosen.connect(self._use)
        self._trouble.recovered.connect(self._reconnected)
        self._trouble.refused.connect(self._ask_again)
        self._trouble.wanted.connect(
            lambda account: self.deeds.do("connect", self.client.accounts.connect(account))
        )
        self.client.accounts.items.changed.connect(lambda _: self._accounts_changed())

    def begin(self) -> None:
        """The client has read what is here: show it."""
        self._chats.loaded()
        self._people.loaded()
        self._spelling.begin()
        self.choose_page()
        self.open_last()

    def choose_page(self) -> None:
        """Signing in while there is no account; the last conversation otherwise."""
        accounts = self.client.accounts.items
        if not accounts:
            self._sign_in.begin()
            self._go("signIn")
            return
        self._use(self._me.id if accounts.find(self._me.id) else accounts[0].id)
        self._go("main")

    def open_last(self) -> None:
        """The conversation that was open when the program ended."""
        last = self.client.settings.get(LAST_CONVERSATION)
        if self.talking.view is None and self.client.conversations.items.find(last):
            self.show_conversation(last)

    def _go(self, page: str) -> None:
        if page != self.name:
            self.name = page
            self.pageChanged.emit()

    def _use(self, account: int) -> None:
        self._me.id = self._accounts.current = self._code.account = account
        self._groups.account = account
        self._groups.countsChanged.emit()
        self._code.address = self._me.account.address
        self._accounts.refresh_all()
        self._me.changed.emit()

    def _entered(self, account: int) -> None:
        self._use(account)
        self._go("main")

    def _accounts_changed(self) -> None:
        if self.name == "main" and not self.client.accounts.items:
            self.talking.close()
            self.choose_page()

    @Slot()
    def addAccount(self) -> None:
        self._sign_in.begin()
        self._go("signIn")

    @Slot()
    def leaveSignIn(self) -> None:
        self._go("main")

    def _ask_again(self, account: int) -> None:
        """The trouble line's button: the account cannot sign in as it is."""
        found: Account | None = self.client.accounts.items.find(account)
        self._sign_in.begin(found)
        self._go("signIn")

    def show_conversation(self, conversation: int) -> None:
        self.talking.show(conversation)

    @Slot(str)
    def open_link(self, link: str) -> None:
        """An `xmpp:` link: an invitation, or somebody's address."""
        self.raised.emit()
        if is_group(link) and self.name == "main":
            self._groups.look(link)
            return
        invited = invitation.read(link)
        if invited is not None and (invited.makes_account or not self.client.accounts.items):
            self._sign_in.readInvitation(link)
            self._go("signIn")
        elif invited is not None and invited.contact and self.name == "main":
            self.talking.talk_to(self._me.id, invited.contact)
        elif self.name == "main":
            self._new_chat.follow(link)

    def _choose_place(self, key: str, name: str) -> None:
        view = self.talking.view
        if view is not None:
            self._choosing.save(name, lambda url: view.save_as(key, url))

    def _reconnected(self) -> None:
        if self.talking.view is not None:
            self.talking.view.reconnected()

    # The window

    def _get_active(self) -> bool:
        return self._active

    def _set_active(self, value: bool) -> None:
        self._active = value
        self.talking.set_active(value)
        self.activeChanged.emit()

    active = Property(bool, _get_active, _set_active, notify=activeChanged)

    def set_tray(self, is_there: Callable[[], bool]) -> None:
        """Who knows whether the desktop has a tray just now."""
        self._has_tray = is_there

    @Slot(result=bool)
    def closing(self) -> bool:
        """The window is being closed: whether the program ends with it."""
        if self._has_tray() and self.client.settings.get(TRAY):
            self.hidden.emit()
            return False
        self.quitting.emit()
        return True

    @Slot()
    def quit(self) -> None:
        self.quitting.emit()

    def retranslate(self) -> None:
        """Another language: make everything that holds words anew."""
        for rows in (self._chats.rows, self._people.rows, self._groups.rows, self._accounts):
            rows.refresh_all()
        if self.talking.view is not None:
            view: Any = self.talking.view
            view.messages.refresh_all()
            if view.is_group:
                view.group.changed.emit()
        self.languageChanged.emit()


def is_group(link: str) -> bool:
    """Whether an `xmpp:` link leads into a room (XEP-0147)."""
    action = link.partition("?")[2].partition(";")[0]
    return link.startswith("xmpp:") and action == "join"


def is_calm() -> bool:
    """Whether the system asks for less motion."""
    hints = QGuiApplication.styleHints()
    asks = getattr(hints.accessibility(), "motionPreference", None)  # since Qt 6.12
    return asks is not None and asks().name == "ReducedMotion"
