"""What is said in words: when, how much, how fast, and why something did not work."""

from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTime

from magpie.desktop.core.entities.problem import Problem, Reason

translate = QCoreApplication.translate
SECOND = 1_000_000


def moment(at: int) -> datetime:
    """A time in µs since 1970 as this machine's time of day."""
    return datetime.fromtimestamp(at / SECOND, UTC).astimezone()


def day(at: int) -> date:
    return moment(at).date()


def clock_time(at: int) -> str:
    """`14:02`, or as the system writes it."""
    system = QLocale.system()
    time = QDateTime.fromMSecsSinceEpoch(at // 1000).time()
    if system.language() == QLocale.Language.C or system.language() != QLocale().language():
        return time.toString("HH:mm")
    return system.toString(time, QLocale.FormatType.ShortFormat)


def day_name(at: int, now: int) -> str:
    """Today, Yesterday, the weekday of the last days, or the date."""
    that, today = day(at), day(now)
    if that == today:
        return translate("words", "Today")
    if that == today - timedelta(days=1):
        return translate("words", "Yesterday")
    locale, qdate = QLocale(), QDate(that.year, that.month, that.day)
    if timedelta() < today - that < timedelta(days=7):
        return locale.standaloneDayName(qdate.dayOfWeek())
    if locale.language() == QLocale.Language.Chinese:
        form = "M月d日" if that.year == today.year else "yyyy年M月d日"
    else:
        form = "d MMMM" if that.year == today.year else "d MMMM yyyy"
    return locale.toString(qdate, form)


def when(at: int, now: int) -> str:
    """As short as a list needs it: the time of today, a weekday, or a date."""
    if not at:
        return ""
    that, today = day(at), day(now)
    if that == today:
        return clock_time(at)
    locale, qdate = QLocale(), QDate(that.year, that.month, that.day)
    if that == today - timedelta(days=1):
        return translate("words", "Yesterday")
    if timedelta() < today - that < timedelta(days=7):
        return locale.standaloneDayName(qdate.dayOfWeek(), QLocale.FormatType.ShortFormat)
    if locale.language() == QLocale.Language.Chinese:
        return locale.toString(qdate, "M月d日" if that.year == today.year else "yyyy/M/d")
    return locale.toString(qdate, "d MMM" if that.year == today.year else "dd.MM.yy")


def size(count: int) -> str:
    """`18.5 MB`; "" when unknown."""
    return QLocale().formattedDataSize(
        count, 1 if count >= 1000 else 0, QLocale.DataSizeFormat.DataSizeSIFormat
    ) if count >= 0 else ""  # fmt: skip


def speed(count: int) -> str:
    return translate("words", "%1/s").replace("%1", size(count)) if count > 0 else ""


def left(seconds: int) -> str:
    """`38 s left`, `3 min left`, `2 h left`; "" when unknown."""
    minutes, hours = round(seconds / 60), round(seconds / 3600)
    if seconds < 0:
        return ""
    if seconds < 60:
        some = max(1, seconds)
        return translate("words", "%n s left", "", some)
    if seconds < 3600:
        return translate("words", "%n min left", "", minutes)
    return translate("words", "%n h left", "", hours)


def length(seconds: int) -> str:
    """`0:12` of a sound."""
    return QTime(0, 0).addSecs(seconds).toString("m:ss" if seconds < 3600 else "h:mm:ss")


def problem(what: Problem) -> str:
    """What happened and what to do, with the server's own words where it gave some."""
    text = reason(what.reason)
    return f"{text} ({what.detail})" if what.detail and what.reason in EXPLAINED else text


def reason(why: Reason) -> str:
    return REASONS[why]()


# What a server refuses it may explain; what a network or a library says helps nobody.
EXPLAINED = {
    Reason.NAME_INVALID,
    Reason.PASSWORD_REFUSED,
    Reason.SIGN_UP_CLOSED,
    Reason.ACCOUNT_DISABLED,
    Reason.TOO_MANY_TRIES,
    Reason.REFUSED,
}
REASONS = {
    Reason.NO_SERVER: lambda: translate("words", "No server answers there. Is it running?"),
    Reason.NAME_UNKNOWN: lambda: translate("words", "This name leads to no server. Check it."),
    Reason.TIMED_OUT: lambda: translate("words", "The server does not answer. Try again later."),
    Reason.NOT_XMPP: lambda: translate("words", "What answers there is no chat server."),
    Reason.NO_TLS: lambda: translate(
        "words", "The server offers no encryption, so no password was sent."
    ),
    Reason.CERTIFICATE_UNKNOWN: lambda: translate(
        "words", "Nobody vouches for this server yet. Sign in again to look at its certificate."
    ),
    Reason.CERTIFICATE_CHANGED: lambda: translate(
        "words", "The server shows another certificate than before. Nothing was sent."
    ),
    Reason.TAMPERED: lambda: translate(
        "words", "Somebody interferes with the connection, so the password was not sent."
    ),
    Reason.WRONG_PASSWORD: lambda: translate("words", "Wrong user name or password."),
    Reason.NO_PASSWORD: lambda: translate("words", "Enter your password."),
    Reason.ACCOUNT_DISABLED: lambda: translate(
        "words", "This account is switched off. Ask whoever runs the server."
    ),
    Reason.NAME_TAKEN: lambda: translate("words", "Somebody has this name. Choose another."),
    Reason.NAME_INVALID: lambda: translate(
        "words", "This cannot be a name. Letters, digits, . - _ are fine."
    ),
    Reason.PASSWORD_REFUSED: lambda: translate("words", "The server wants a longer password."),
    Reason.SIGN_UP_CLOSED: lambda: translate(
        "words", "New accounts need an invitation here. Ask whoever runs the server."
    ),
    Reason.INVITATION_INVALID: lambda: translate(
        "words", "This invitation was used, or is too old. Ask for a new one."
    ),
    Reason.TOO_MANY_TRIES: lambda: translate("words", "Too many tries. Wait a few minutes."),
    Reason.REPLACED: lambda: translate("words", "This account signed in from another window."),
    Reason.NOT_CONNECTED: lambda: translate("words", "Not connected. Try again when you are."),
    Reason.REFUSED: lambda: translate("words", "The other side does not take it."),
    Reason.NO_SUCH_ADDRESS: lambda: translate("words", "Nobody has this address."),
    Reason.BLOCKED: lambda: translate("words", "You cannot write to each other: one is blocked."),
    Reason.TOO_LARGE: lambda: translate("words", "Too large for the server."),
    Reason.SERVER_FULL: lambda: translate("words", "The server has no room left."),
    Reason.NO_KEYS: lambda: translate(
        "words", "Not sent: no trusted device of theirs can read encrypted messages."
    ),
    Reason.NOT_ENCRYPTED: lambda: translate(
        "words", "Files are not encrypted. Open the lock of this chat first to send them so."
    ),
    Reason.MEMBERS_ONLY: lambda: translate("words", "Only who is invited gets in. Ask a member."),
    Reason.PASSWORD_WANTED: lambda: translate("words", "The group asks for its password."),
    Reason.BANNED: lambda: translate("words", "The group does not let you in."),
    Reason.KICKED: lambda: translate("words", "You were sent out of the group."),
    Reason.NICK_TAKEN: lambda: translate("words", "Somebody in the group is called so."),
    Reason.GROUP_FULL: lambda: translate("words", "The group is full."),
    Reason.GROUP_GONE: lambda: translate("words", "There is no such group any more."),
    Reason.NOT_ALLOWED: lambda: translate("words", "You are not allowed to do this."),
    Reason.FILE_GONE: lambda: translate("words", "The file is gone, or cannot be read."),
    Reason.FILE_CHANGED: lambda: translate("words", "The file changed. Send it again."),
    Reason.DISK_FULL: lambda: translate("words", "The disk is full."),
    Reason.NOT_WRITABLE: lambda: translate("words", "The folder cannot be written to."),
    Reason.DAMAGED: lambda: translate("words", "The file arrived damaged. Try again."),
    Reason.NO_UPLOADS: lambda: translate(
        "words", "The server keeps no files, and they are not online."
    ),
    Reason.DECLINED: lambda: translate("words", "Declined"),
    Reason.UNAVAILABLE: lambda: translate("words", "The file is no longer there."),
    Reason.UNSUPPORTED: lambda: translate("words", "The server cannot do this."),
    Reason.UNEXPECTED: lambda: translate("words", "Something went wrong. The log says more."),
}  # fmt: skip
