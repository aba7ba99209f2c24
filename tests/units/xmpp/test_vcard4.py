"""XEP-0292, 7: two forms of one card."""

from hypothesis import given
from hypothesis import strategies as st

from magpie.xmpp.element import Element
from magpie.xmpp.parser import parse_element
from magpie.xmpp.vcard4 import NS, NS_TEMP, to_vcard4, to_vcard_temp

# The XEP's own example (section 8), without its binaries and what is left out in the other form
TEMP = """<vCard xmlns='vcard-temp'><FN>Peter Saint-Andre</FN>
<N><FAMILY>Saint-Andre</FAMILY><GIVEN>Peter</GIVEN><MIDDLE/></N>
<NICKNAME>stpeter</NICKNAME><NICKNAME>psa</NICKNAME>
<PHOTO><EXTVAL>http://stpeter.im/images/stpeter_oscon.jpg</EXTVAL></PHOTO>
<BDAY>1966-08-06</BDAY>
<ADR><WORK/><PREF/><EXTADD>Suite 600</EXTADD><STREET>1899 Wynkoop Street</STREET>
<LOCALITY>Denver</LOCALITY><REGION>CO</REGION><PCODE>80202</PCODE><CTRY>USA</CTRY></ADR>
<TEL><PREF/><WORK/><VOICE/><NUMBER>+1-303-308-3282</NUMBER></TEL>
<TEL><CELL/><VOICE/><TEXT/><NUMBER>+1-720-256-6756</NUMBER></TEL>
<EMAIL><INTERNET/><PREF/><USERID>stpeter@jabber.org</USERID></EMAIL>
<JABBERID>stpeter@jabber.org</JABBERID><TZ>America/Denver</TZ>
<GEO><LAT>39.59</LAT><LON>-105.01</LON></GEO>
<TITLE>Executive Director</TITLE><ROLE>Patron Saint</ROLE>
<LOGO><TYPE>image/jpeg</TYPE><BINVAL>AA
BB</BINVAL></LOGO>
<ORG><ORGNAME>XMPP Standards Foundation</ORGNAME><ORGUNIT/></ORG>
<URL>https://stpeter.im/</URL><KEY><CRED>PGP</CRED></KEY>
<DESC>More information</DESC></vCard>"""
VCARD4 = f"""<vcard xmlns='{NS}'><fn><text>Peter Saint-Andre</text></fn>
<n><surname>Saint-Andre</surname><given>Peter</given><additional/></n>
<nickname><text>stpeter</text></nickname><nickname><text>psa</text></nickname>
<photo><uri>http://stpeter.im/images/stpeter_oscon.jpg</uri></photo>
<bday><date>1966-08-06</date></bday>
<adr><parameters><type><text>work</text></type><pref><integer>1</integer></pref></parameters>
<ext>Suite 600</ext><street>1899 Wynkoop Street</street><locality>Denver</locality>
<region>CO</region><code>80202</code><country>USA</country></adr>
<tel><parameters><type><text>work</text><text>voice</text></type>
<pref><integer>1</integer></pref></parameters><uri>tel:+1-303-308-3282</uri></tel>
<tel><parameters><type><text>voice</text><text>cell</text><text>text</text></type></parameters>
<uri>tel:+1-720-256-6756</uri></tel>
<email><parameters><pref><integer>1</integer></pref></parameters>
<text>stpeter@jabber.org</text></email>
<impp><uri>xmpp:stpeter@jabber.org</uri></impp><tz><text>America/Denver</text></tz>
<geo><uri>geo:39.59,-105.01</uri></geo><title><text>Executive Director</text></title>
<role><text>Patron Saint</text></role><logo><uri>data:image/jpeg;base64,AABB</uri></logo>
<org><text>XMPP Standards Foundation</text></org><url><uri>https://stpeter.im/</uri></url>
<key><text>PGP</text></key><note><text>More information</text></note></vcard>"""


def read(text: str) -> Element:
    return parse_element("".join(text.split("\n")).encode())


def temp(inside: str) -> Element:
    return read(f"<vCard xmlns='{NS_TEMP}'>{inside}</vCard>")


def vcard(inside: str) -> Element:
    return read(f"<vcard xmlns='{NS}'>{inside}</vcard>")


def test_the_example_of_the_standard():
    assert to_vcard4(read(TEMP)) == read(VCARD4)


def test_the_way_back_and_forth_changes_nothing():
    assert to_vcard4(to_vcard_temp(read(VCARD4))) == read(VCARD4)


def test_a_card_always_has_a_name():
    named = vcard("<fn><text>Romeo Montague</text></fn>").children
    n = "<N><FAMILY>Montague</FAMILY><GIVEN>Romeo</GIVEN></N>"
    assert to_vcard4(temp(n)).children[:1] == named
    assert to_vcard4(temp("")) == vcard("")


def test_what_the_old_form_has_no_place_for_stays():
    before = vcard(
        "<fn><text>Romeo</text></fn><gender><sex>M</sex></gender>"
        "<impp><uri>sip:romeo@localhost</uri></impp><impp><uri>xmpp:romeo@localhost</uri></impp>"
    )
    after = to_vcard4(temp("<FN>Romeo Montague</FN>"), beside=before)
    assert after == vcard(
        "<fn><text>Romeo Montague</text></fn><gender><sex>M</sex></gender>"
        "<impp><uri>sip:romeo@localhost</uri></impp>"
    )


def test_a_number_that_is_no_uri_is_text():
    (_, tel) = to_vcard4(temp("<TEL><NUMBER>ask Juliet</NUMBER></TEL>")).children
    assert tel == vcard("<tel><text>ask Juliet</text></tel>").children[0]


def test_pictures_in_a_card_come_back_and_do_not_go_there():
    picture = "<PHOTO><TYPE>image/png</TYPE><BINVAL>AAAA</BINVAL></PHOTO>"
    assert to_vcard4(temp(picture)) == vcard("")
    assert to_vcard_temp(vcard("<photo><uri>data:image/png;base64,AAAA</uri></photo>")) == temp(
        picture
    )


names = st.sampled_from(
    ["FN", "N", "ADR", "TEL", "EMAIL", "GEO", "ORG", "PHOTO", "LOGO", "AGENT", "CLASS", "x"]
)
inner = st.sampled_from(["FAMILY", "NUMBER", "USERID", "LAT", "LON", "PREF", "HOME", "EXTVAL", "y"])
leaf = st.builds(lambda name, text: Element(name, NS_TEMP, text=text), inner, st.text(max_size=5))
cards = st.lists(
    st.builds(
        lambda name, text, parts: Element(name, NS_TEMP, {}, tuple(parts), text),
        names,
        st.text(max_size=5),
        st.lists(leaf, max_size=3),
    ),
    max_size=5,
)


@given(cards)
def test_whatever_a_card_holds_is_settled_after_one_way(children):
    there = to_vcard4(Element("vCard", NS_TEMP, {}, tuple(children)))
    assert to_vcard4(to_vcard_temp(there)) == there


def test_what_somebody_is_called_is_in_the_first_name_that_says_something():
    full = Element("N", NS_TEMP, {}, (Element("FAMILY", NS_TEMP, text="O"),))
    names = (Element("N", NS_TEMP), full)
    there = to_vcard4(Element("vCard", NS_TEMP, {}, names))
    assert there.children[0].child_text("text") == "O"
    assert to_vcard4(to_vcard_temp(there)) == there
