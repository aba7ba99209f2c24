"""A right request for each handler of IQs: what `hostile` starts from."""

PUBSUB = "http://jabber.org/protocol/pubsub"
OWNER = f"{PUBSUB}#owner"
INFO = "http://jabber.org/protocol/disco#info"
ITEMS = "http://jabber.org/protocol/disco#items"
MUC = "http://jabber.org/protocol/muc"
MAM = "urn:xmpp:mam:2"
REGISTER = "jabber:iq:register"
RSM = "<set xmlns='http://jabber.org/protocol/rsm'><max>5</max><after>x</after><before/></set>"
SUBMIT = "<x xmlns='jabber:x:data' type='submit'>"


def field(var, *values):
    inside = "".join(f"<value>{value}</value>" for value in values)
    return f"<field var='{var}'>{inside}</field>"


def form(kind, *fields):
    return f"{SUBMIT}{field('FORM_TYPE', kind)}{''.join(fields)}</x>"


MAM_FORM = form(
    MAM,
    field("with", "juliet@localhost"),
    field("start", "2020-01-01T00:00:00Z"),
    field("end", "2030-01-01T00:00:00Z"),
    field("before-id", "x"),
    field("after-id", "x"),
    field("ids", "a", "b"),
    field("{urn:xmpp:fulltext:0}fulltext", "hark"),
)
MAM_QUERY = f"<query xmlns='{MAM}' queryid='q'>{MAM_FORM}{RSM}<flip-page/></query>"
NODE_FORM = form(
    f"{PUBSUB}#node_config",
    field("pubsub#access_model", "open"),
    field("pubsub#max_items", "10"),
    field("pubsub#persist_items", "1"),
    field("pubsub#title", "x"),
    field("pubsub#roster_groups_allowed", "x"),
)
OPTIONS_FORM = form(f"{PUBSUB}#publish-options", field("pubsub#access_model", "open"))
VCARD = """<vCard xmlns='vcard-temp'><FN>Romeo</FN><PHOTO><TYPE>image/png</TYPE>
    <BINVAL>iVBORw0KGgo=</BINVAL></PHOTO></vCard>"""
ROSTER = """<query xmlns='jabber:iq:roster'><item jid='nurse@localhost' name='Nurse'>
    <group>House</group></item></query>"""


def pubsub(*inside, ns=PUBSUB):
    return [f"<pubsub xmlns='{ns}'>{one}</pubsub>" for one in inside]


PUBSUB_GET = pubsub(
    f"<items node='n' max_items='5'><item id='a'/></items>{RSM}",
    "<subscriptions node='n'/>",
    "<affiliations node='n'/>",
    "<options node='n' jid='romeo@localhost' subid='x'/>",
    "<default node='n' type='leaf'/>",
)
PUBSUB_SET = pubsub(
    f"<create node='m'/><configure>{NODE_FORM}</configure>",
    f"<publish node='n'><item id='a'><x xmlns='urn:x'>y</x></item></publish>"
    f"<publish-options>{OPTIONS_FORM}</publish-options>",
    "<retract node='n' notify='1'><item id='a'/></retract>",
    "<subscribe node='n' jid='romeo@localhost'/>",
    "<unsubscribe node='n' jid='romeo@localhost' subid='x'/>",
    f"<options node='n' jid='romeo@localhost'>{SUBMIT}</x></options>",
    "<publish node='http://jabber.org/protocol/nick'>"
    "<item><nick xmlns='http://jabber.org/protocol/nick'>R</nick></item></publish>",
    "<publish node='urn:xmpp:avatar:data'><item id='a'>"
    "<data xmlns='urn:xmpp:avatar:data'>iVBORw0KGgo=</data></item></publish>",
    "<publish node='urn:xmpp:avatar:metadata'><item id='a'><metadata "
    "xmlns='urn:xmpp:avatar:metadata'><info id='a' bytes='8' type='image/png' width='1' "
    "height='1'/></metadata></item></publish>",
    "<publish node='urn:xmpp:bookmarks:1'><item id='a@rooms.localhost'><conference "
    "xmlns='urn:xmpp:bookmarks:1' autojoin='true' name='A'><nick>R</nick><extensions><notify "
    "xmlns='urn:xmpp:notification-settings:1'><never identity-category='client'/></notify>"
    "</extensions></conference></item></publish>",
    "<publish node='storage:bookmarks'><item id='current'><storage xmlns='storage:bookmarks'>"
    "<conference jid='a@rooms.localhost' name='A' autojoin='1'><nick>R</nick></conference>"
    "</storage></item></publish>",
    "<publish node='urn:xmpp:mds:displayed:0'><item id='juliet@localhost'><displayed "
    "xmlns='urn:xmpp:mds:displayed:0'><stanza-id xmlns='urn:xmpp:sid:0' by='romeo@localhost' "
    "id='x'/></displayed></item></publish>",
    "<publish node='urn:xmpp:vcard4'><item id='current'><vcard "
    "xmlns='urn:ietf:params:xml:ns:vcard-4.0'><fn><text>R</text></fn></vcard></item></publish>",
)
OWNER_GET = pubsub(
    "<configure node='n'/>",
    "<default/>",
    "<affiliations node='n'/>",
    "<subscriptions node='n'/>",
    ns=OWNER,
)
OWNER_SET = pubsub(
    f"<configure node='n'>{NODE_FORM}</configure>",
    "<affiliations node='n'><affiliation jid='nurse@localhost' affiliation='member'/>"
    "</affiliations>",
    "<subscriptions node='n'><subscription jid='nurse@localhost' subscription='none'/>"
    "</subscriptions>",
    "<purge node='n'/>",
    "<delete node='n'><redirect uri='xmpp:x'/></delete>",
    ns=OWNER,
)
PREFS = f"""<prefs xmlns='{MAM}' default='roster'><always><jid>a@localhost</jid></always>
    <never><jid>b@localhost</jid></never></prefs>"""
CREDENTIALS = "<username>romeo</username><password>a new secret</password>"
COMMAND = "<command xmlns='http://jabber.org/protocol/commands'"

# By type, namespace and name. A handler that is not here fails the test that all handlers are.
SAMPLES = {
    ("get", INFO, "query"): [f"<query xmlns='{INFO}' node='x'/>", f"<query xmlns='{INFO}'/>"],
    ("get", ITEMS, "query"): [f"<query xmlns='{ITEMS}' node='x'>{RSM}</query>"],
    ("get", PUBSUB, "pubsub"): PUBSUB_GET,
    ("set", PUBSUB, "pubsub"): PUBSUB_SET,
    ("get", OWNER, "pubsub"): OWNER_GET,
    ("set", OWNER, "pubsub"): OWNER_SET,
    ("get", "jabber:iq:last", "query"): ["<query xmlns='jabber:iq:last'/>"],
    ("get", "jabber:iq:private", "query"): [
        "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'/></query>"
    ],
    ("set", "jabber:iq:private", "query"): [
        "<query xmlns='jabber:iq:private'><x xmlns='urn:x'>y</x></query>",
        "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'><conference "
        "jid='a@rooms.localhost' autojoin='1'><nick>R</nick></conference></storage></query>",
    ],
    ("get", REGISTER, "query"): [f"<query xmlns='{REGISTER}'/>"],
    ("set", REGISTER, "query"): [
        f"<query xmlns='{REGISTER}'>{CREDENTIALS}</query>",
        f"<query xmlns='{REGISTER}'>"
        + form(f"{REGISTER}:changepassword", field("username", "romeo"), field("password", "x"))
        + "</query>",
        f"<query xmlns='{REGISTER}'>"
        + form(f"{MUC}#register", field("muc#register_roomnick", "R"))
        + "</query>",
    ],
    ("get", "jabber:iq:roster", "query"): ["<query xmlns='jabber:iq:roster' ver='1'/>"],
    ("set", "jabber:iq:roster", "query"): [ROSTER],
    ("get", "jabber:iq:version", "query"): ["<query xmlns='jabber:iq:version'/>"],
    ("get", "urn:xmpp:blocking", "blocklist"): ["<blocklist xmlns='urn:xmpp:blocking'/>"],
    ("set", "urn:xmpp:blocking", "block"): [
        "<block xmlns='urn:xmpp:blocking'><item jid='nurse@localhost'><report "
        "xmlns='urn:xmpp:reporting:1' reason='urn:xmpp:reporting:spam'><stanza-id "
        "xmlns='urn:xmpp:sid:0' by='romeo@localhost' id='x'/><text>spam</text></report>"
        "</item></block>"
    ],
    ("set", "urn:xmpp:blocking", "unblock"): [
        "<unblock xmlns='urn:xmpp:blocking'><item jid='nurse@localhost'/></unblock>"
    ],
    ("get", "urn:xmpp:http:upload:0", "request"): [
        "<request xmlns='urn:xmpp:http:upload:0' filename='a.png' size='10' "
        "content-type='image/png'/>"
    ],
    ("get", MAM, "metadata"): [f"<metadata xmlns='{MAM}'/>"],
    ("get", MAM, "prefs"): [f"<prefs xmlns='{MAM}'/>"],
    ("set", MAM, "prefs"): [PREFS],
    ("get", MAM, "query"): [f"<query xmlns='{MAM}'/>"],
    ("set", MAM, "query"): [MAM_QUERY],
    ("get", "urn:xmpp:ping", "ping"): ["<ping xmlns='urn:xmpp:ping'/>"],
    ("get", "urn:xmpp:time", "time"): ["<time xmlns='urn:xmpp:time'/>"],
    ("get", "vcard-temp", "vCard"): ["<vCard xmlns='vcard-temp'/>"],
    ("set", "vcard-temp", "vCard"): [VCARD],
    ("set", "http://jabber.org/protocol/commands", "command"): [
        f"{COMMAND} node='http://jabber.org/protocol/admin#add-user' action='execute' "
        f"sessionid='x'>{SUBMIT}</x></command>",
        f"{COMMAND} node='urn:xmpp:invite#invite'/>",
        f"{COMMAND} node='urn:xmpp:hats:commands:create' action='complete' sessionid='x'>"
        + form(
            "urn:xmpp:hats:commands",
            field("hats#title", "T"),
            field("hats#uri", "urn:h"),
            field("hats#hue", "0.5"),
        )
        + "</command>",
        f"{COMMAND} node='urn:xmpp:hats:commands:assign' sessionid='x'>"
        + form(
            "urn:xmpp:hats:commands", field("hats#jid", "nurse@localhost"), field("hat", "urn:h")
        )
        + "</command>",
    ],
    ("set", "urn:ietf:params:xml:ns:xmpp-session", "session"): [
        "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"
    ],
    ("set", "urn:xmpp:carbons:2", "enable"): ["<enable xmlns='urn:xmpp:carbons:2'/>"],
    ("set", "urn:xmpp:carbons:2", "disable"): ["<disable xmlns='urn:xmpp:carbons:2'/>"],
    ("set", "urn:xmpp:push:0", "enable"): [
        "<enable xmlns='urn:xmpp:push:0' jid='push.example' node='n'>"
        + form(f"{PUBSUB}#publish-options", field("secret", "x"))
        + "</enable>"
    ],
    ("set", "urn:xmpp:push:0", "disable"): [
        "<disable xmlns='urn:xmpp:push:0' jid='push.example' node='n'/>"
    ],
    ("get", "urn:xmpp:extdisco:2", "services"): [
        "<services xmlns='urn:xmpp:extdisco:2' type='turn'/>"
    ],
    ("get", "urn:xmpp:extdisco:2", "credentials"): [
        "<credentials xmlns='urn:xmpp:extdisco:2'><service host='turn.example' type='turn' "
        "port='3478'/></credentials>"
    ],
    ("get", f"{MUC}#admin", "query"): [
        f"<query xmlns='{MUC}#admin'><item affiliation='member'/></query>",
        f"<query xmlns='{MUC}#admin'><item role='participant'/></query>",
    ],
    ("set", f"{MUC}#admin", "query"): [
        f"<query xmlns='{MUC}#admin'><item affiliation='member' jid='nurse@localhost' nick='N'>"
        "<reason>r</reason></item></query>",
        f"<query xmlns='{MUC}#admin'><item role='visitor' nick='Nobody'/></query>",
    ],
    ("get", f"{MUC}#owner", "query"): [f"<query xmlns='{MUC}#owner'/>"],
    ("set", f"{MUC}#owner", "query"): [
        f"<query xmlns='{MUC}#owner'>"
        + form(f"{MUC}#roomconfig", field("muc#roomconfig_roomname", "x"))
        + "</query>"
    ],
    ("get", "urn:xmpp:channel-search:0:search", "search"): [
        "<search xmlns='urn:xmpp:channel-search:0:search'>"
        + form(
            "urn:xmpp:channel-search:0:search-params",
            field("q", "x"),
            field("all", "1"),
            field("sinname", "1"),
            field("sinaddr", "1"),
            field("sindescription", "1"),
            field("types", "muc"),
            field("key", "{urn:xmpp:channel-search:0:order}address"),
        )
        + f"{RSM}</search>"
    ],
    ("set", "urn:xmpp:message-moderate:1", "moderate"): [
        "<moderate xmlns='urn:xmpp:message-moderate:1' id='x'><retract "
        "xmlns='urn:xmpp:message-retract:1'/><reason>r</reason></moderate>"
    ],
    ("get", "http://jabber.org/protocol/bytestreams", "query"): [
        "<query xmlns='http://jabber.org/protocol/bytestreams' sid='s'/>"
    ],
    ("set", "http://jabber.org/protocol/bytestreams", "query"): [
        "<query xmlns='http://jabber.org/protocol/bytestreams' sid='s'>"
        "<activate>juliet@localhost/balcony</activate></query>"
    ],
}
