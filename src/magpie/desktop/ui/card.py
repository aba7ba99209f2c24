"""A profile card as the lines of a page."""

from PySide6.QtCore import QCoreApplication

from magpie.desktop.core.entities.card import Card

translate = QCoreApplication.translate


def facts(card: Card) -> list[dict[str, str]]:
    """What is said: [{glyph, text, note}]."""
    work = ", ".join(part for part in (card.title, card.organisation) if part)
    lines = [
        ("person", card.name, translate("card", "Full name")),
        ("work", work, translate("card", "Work")),
        *(("phone", phone, translate("card", "Phone")) for phone in card.phones),
        *(("mail", mail, translate("card", "Mail")) for mail in card.emails),
        *(("link", link, translate("card", "Page")) for link in card.links),
        ("place", card.place, translate("card", "Place")),
        ("cake", card.birthday, translate("card", "Birthday")),
        ("info", card.note, translate("card", "About")),
    ]
    return [{"glyph": glyph, "text": text, "note": note} for glyph, text, note in lines if text]
