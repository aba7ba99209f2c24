"""The only face of the server to features: everything that a feature may use has its name here."""

from magpie.base.clock import iso
from magpie.base.config import Duration, Size, duration, option, size
from magpie.base.log import get_logger
from magpie.server.accounts import AccountError
from magpie.server.adhoc import (
    AdHocCall,
    AdHocCommand,
    AdHocForm,
    AdHocFunction,
    AdHocResult,
    result_form,
)
from magpie.server.archive import NS_FULLTEXT, send_page
from magpie.server.archive import form as archive_form
from magpie.server.archive import metadata as archive_metadata
from magpie.server.archive import parse as parse_archive_query
from magpie.server.archive import read as read_archive
from magpie.server.bytestreams import ProxyRules
from magpie.server.circles import Circle
from magpie.server.deliver import READ_TO, with_stanza_id
from magpie.server.events import (
    IqReceived,
    IqSent,
    MessageReceived,
    MessageSent,
    PresenceReceived,
    PresenceSent,
)
from magpie.server.hooks import DONE, Verdict
from magpie.server.host import Host
from magpie.server.invitations import invitation_form
from magpie.server.iq import IqFunction, IqRegistry, IqRequest, Scope
from magpie.server.multicast import Multicast
from magpie.server.negotiation import PreAuthFeatures, PreAuthIq
from magpie.server.news import (
    CLIENT,
    INTERESTS,
    AccountCreated,
    AccountDeleted,
    AccountRoleChanged,
    AccountSwitched,
    BlocklistChanged,
    CircleChanged,
    ContactRemoved,
    InterestsChanged,
    InterestsElsewhere,
    NodeChanged,
    Parted,
    PresenceAmended,
    PresenceShared,
    PresenceWithheld,
    RosterChanged,
    SaidInRoom,
    SessionAvailable,
    SessionClosed,
    SessionOpened,
    SessionUnavailable,
    SessionWaiting,
)
from magpie.server.nodes import Nodes
from magpie.server.questions import (
    Barred,
    BlockAsked,
    CardChanged,
    CardShown,
    DiscoInfo,
    DiscoItems,
    InlineFeatures,
    IsContact,
    MayTalk,
    PrivateAsked,
    PrivateKept,
    RoomWords,
    SessionBound,
    SharesPresence,
    StreamFeatures,
)
from magpie.server.registrar import check_password
from magpie.server.rosters import INTERESTED, Change, Roster, Rosters, number_of
from magpie.server.services import TOLD, Service, Target, forget_told, note_told
from magpie.server.session import Gate, Session, SessionKey
from magpie.server.settings import Contact, Directory, Pubsub
from magpie.server.stages import Stage
from magpie.server.uploads import TooLarge, UploadRules, Wanted
from magpie.server.xep import Xep
from magpie.storage.uploads import Full

# Implemented by the server itself, not by a feature
XEPS = (
    Xep(114, version="1.6"),
    Xep(178, version="1.2", note="Between servers: by certificate, where one shows a valid one."),
    Xep(185, version="1.0"),
    Xep(198, version="1.6.3"),
    Xep(220, version="1.1.1"),
    Xep(288, version="1.0.1"),
    Xep(368, version="1.1.0"),
    Xep(386, version="1.1.0"),
    Xep(388, version="1.0.4"),
    Xep(440, version="1.0.0"),
    Xep(474, version="0.5.0"),
)

__all__ = [
    "CLIENT",
    "DONE",
    "INTERESTED",
    "INTERESTS",
    "NS_FULLTEXT",
    "READ_TO",
    "TOLD",
    "XEPS",
    "AccountCreated",
    "AccountDeleted",
    "AccountError",
    "AccountRoleChanged",
    "AccountSwitched",
    "AdHocCall",
    "AdHocCommand",
    "AdHocForm",
    "AdHocFunction",
    "AdHocResult",
    "Barred",
    "BlockAsked",
    "BlocklistChanged",
    "CardChanged",
    "CardShown",
    "Change",
    "Circle",
    "CircleChanged",
    "Contact",
    "ContactRemoved",
    "Directory",
    "DiscoInfo",
    "DiscoItems",
    "Duration",
    "Full",
    "Gate",
    "Host",
    "InlineFeatures",
    "InterestsChanged",
    "InterestsElsewhere",
    "IqFunction",
    "IqReceived",
    "IqRegistry",
    "IqRequest",
    "IqSent",
    "IsContact",
    "MayTalk",
    "MessageReceived",
    "MessageSent",
    "Multicast",
    "NodeChanged",
    "Nodes",
    "Parted",
    "PreAuthFeatures",
    "PreAuthIq",
    "PresenceAmended",
    "PresenceReceived",
    "PresenceSent",
    "PresenceShared",
    "PresenceWithheld",
    "PrivateAsked",
    "PrivateKept",
    "ProxyRules",
    "Pubsub",
    "RoomWords",
    "Roster",
    "RosterChanged",
    "Rosters",
    "SaidInRoom",
    "Scope",
    "Service",
    "Session",
    "SessionAvailable",
    "SessionBound",
    "SessionClosed",
    "SessionKey",
    "SessionOpened",
    "SessionUnavailable",
    "SessionWaiting",
    "SharesPresence",
    "Size",
    "Stage",
    "StreamFeatures",
    "Target",
    "TooLarge",
    "UploadRules",
    "Verdict",
    "Wanted",
    "Xep",
    "archive_form",
    "archive_metadata",
    "check_password",
    "duration",
    "forget_told",
    "get_logger",
    "invitation_form",
    "iso",
    "note_told",
    "number_of",
    "option",
    "parse_archive_query",
    "read_archive",
    "result_form",
    "send_page",
    "size",
    "with_stanza_id",
]
