"""XEP-0313: pages of one's own archive, as conversations."""

import pytest

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
RSM = "http://jabber.org/protocol/rsm"
ERRORS = {
    "bad-request": ("modify", 400),
    "feature-not-implemented": ("cancel", 501),
    "forbidden": ("auth", 403),
    "item-not-found": ("cancel", 404),
    "jid-malformed": ("modify", 400),
}


def form(**fields):
    """Filters: `with_` and `before_id` stand for the names that Python has no letters for."""
    rows = "".join(
        f"<field var='{name.rstrip('_').replace('_', '-')}'>"
        + "".join(f"<value>{one}</value>" for one in ([value] if isinstance(value, str) else value))
        + "</field>"
        for name, value in fields.items()
    )
    return f"""<x xmlns='jabber:x:data' type='submit'>
        <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field>{rows}</x>"""


def page(content):
    return f"<set xmlns='{RSM}'>{content}</set>"


async def asks(device, content="", attrs=""):
    """The texts of a page, their ids, and what its end says."""
    device.forget()
    await device.sends(
        f"<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2' {attrs}>{content}</query></iq>"
    )
    *results, end = device.unread
    device.forget()
    assert end.get("type") == "result", str(end)
    fin = end.child("fin", "urn:xmpp:mam:2")
    wrapped = [one.child("result", "urn:xmpp:mam:2") for one in results]
    texts = [
        one.child("forwarded", "urn:xmpp:forward:0").child("message", "jabber:client")
        for one in wrapped
    ]
    return [one.child_text("body") for one in texts], [one.get("id") for one in wrapped], fin


async def is_refused(device, condition, content="", to="romeo@localhost"):
    device.forget()
    await device.sends(
        f"<iq type='set' id='q' to='{to}'><query xmlns='urn:xmpp:mam:2'>{content}</query></iq>"
    )
    kind, code = ERRORS[condition]
    await device.receives(
        f"""<iq type='error' id='q' from='{to}' to='{device.jid}'>
          <error type='{kind}' code='{code}'>
            <{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>{{any}}
          </error></iq>"""
    )


async def talk(scene, *texts, to=JULIET):
    """Romeo says it all to Juliet, a second apart."""
    romeo, juliet = scene.enter(ROMEO, JULIET)
    for text in texts:
        await romeo.sends(f"<message type='chat' to='{to}'><body>{text}</body></message>")
        await scene.passes(1)
    juliet.forget()
    return romeo, juliet


def marks(fin):
    """First, last, count and whether it is complete."""
    found = fin.child("set", RSM)
    texts = [found.child_text(name, RSM) for name in ("first", "last", "count")]
    return (*texts, fin.get("complete") == "true")


@pytest.mark.memory
async def test_a_message_comes_out_as_it_went_in(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    content = "<body>a &lt; b &amp; c</body><x:y xmlns:x='urn:example' x:z='1'><w xmlns=''/></x:y>"
    await romeo.sends(f"<message type='chat' id='m1' to='{JULIET}'>{content}</message>")
    juliet.forget()
    await juliet.sends(
        "<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2' queryid='&apos;f27&lt;'/></iq>"
    )
    await juliet.receives(
        f"""<message from='juliet@localhost' to='{JULIET}'>
          <result xmlns='urn:xmpp:mam:2' queryid='&apos;f27&lt;' id='{{sid}}'>
            <forwarded xmlns='urn:xmpp:forward:0'>
              <delay xmlns='urn:xmpp:delay' stamp='2026-01-01T00:00:00Z'/>
              <message xmlns='jabber:client' type='chat' id='m1' from='{ROMEO}'
                to='{JULIET}'>{content}</message>
            </forwarded>
          </result></message>""",
        f"""<iq type='result' id='q' from='juliet@localhost' to='{JULIET}'>
          <fin xmlns='urn:xmpp:mam:2' complete='true'><set xmlns='{RSM}'>
            <first index='0'>{{sid}}</first><last>{{sid}}</last><count>1</count></set></fin>
        </iq>""",
    )


async def test_an_empty_archive_is_complete(scene):
    romeo = scene.enter(ROMEO)
    texts, _, fin = await asks(romeo)
    assert texts == []
    assert marks(fin) == (None, None, "0", True)


async def test_paging_forward_and_backward_meets_every_message_once(scene):
    words = [f"word {number}" for number in range(7)]
    romeo, _ = await talk(scene, *words)
    seen, after = [], ""
    for _ in range(4):
        texts, ids, fin = await asks(romeo, page(f"<max>2</max>{after}"))
        seen += texts
        assert marks(fin)[:2] == (ids[0], ids[-1])
        after = f"<after>{ids[-1]}</after>"
    assert seen == words
    assert fin.get("complete") == "true"

    seen, before = [], "<before/>"
    for _ in range(4):
        texts, ids, fin = await asks(romeo, page(f"<max>2</max>{before}"))
        seen = texts + seen  # each page is in order of time
        before = f"<before>{ids[0]}</before>"
    assert seen == words
    assert fin.get("complete") == "true"


async def test_a_flipped_page_is_the_same_page_the_other_way_round(scene):
    romeo, _ = await talk(scene, "one", "two", "three")
    straight = page("<max>2</max><before/>")
    texts, ids, fin = await asks(romeo, straight)
    assert texts == ["two", "three"]
    flipped, flipped_ids, flipped_fin = await asks(romeo, f"{straight}<flip-page/>")
    assert flipped == ["three", "two"]
    assert flipped_ids == ids[::-1]
    assert flipped_fin == fin


async def test_the_size_of_a_page_has_a_default_and_a_bound(scene):
    romeo, _ = await talk(scene, *map(str, range(260)))
    assert len((await asks(romeo))[0]) == 50
    texts, _, fin = await asks(romeo, page("<max>100000</max>"))
    assert len(texts) == 250
    assert fin.get("complete") is None
    texts, _, fin = await asks(romeo, page("<max>0</max>"))
    assert texts == []
    assert marks(fin) == (None, None, "260", False)


@pytest.mark.memory
async def test_filters_by_person(scene):
    romeo, juliet, nurse = scene.enter(ROMEO, JULIET, "nurse@localhost/kitchen")
    await romeo.sends(f"<message type='chat' to='{JULIET}'><body>a</body></message>")
    await romeo.sends("<message type='chat' to='nurse@localhost/kitchen'><body>b</body></message>")
    await juliet.sends(f"<message type='chat' to='{ROMEO}'><body>c</body></message>")
    await romeo.sends(f"<message type='chat' to='{ROMEO}'><body>d</body></message>")
    for device in (juliet, nurse):
        device.forget()
    assert (await asks(romeo, form(with_="juliet@localhost")))[0] == ["a", "c"]
    assert (await asks(romeo, form(with_="Juliet@LocalHost/balcony")))[0] == ["a", "c"]
    assert (await asks(romeo, form(with_="juliet@localhost/chamber")))[0] == []
    # 4.1.1: with the own address, only notes to oneself
    assert (await asks(romeo, form(with_="romeo@localhost")))[0] == ["d"]
    assert (await asks(romeo, form(with_="nobody@localhost")))[0] == []


async def test_filters_by_time(scene):
    romeo, _ = await talk(scene, "one", "two", "three")
    at = "2026-01-01T00:00:0{}Z".format
    assert (await asks(romeo, form(start=at(1))))[0] == ["two", "three"]
    assert (await asks(romeo, form(end=at(1))))[0] == ["one", "two"]
    assert (await asks(romeo, form(start=at(1), end=at(1))))[0] == ["two"]
    assert (await asks(romeo, form(start="2026-01-01T02:00:00.5+02:00")))[0] == ["two", "three"]
    assert (await asks(romeo, form(start=at(9))))[0] == []
    assert (await asks(romeo, form(start="")))[0] == ["one", "two", "three"]


async def test_filters_by_id(scene):
    romeo, _ = await talk(scene, "one", "two", "three", "four")
    _, ids, _ = await asks(romeo)
    assert (await asks(romeo, form(after_id=ids[1])))[0] == ["three", "four"]
    assert (await asks(romeo, form(before_id=ids[1])))[0] == ["one"]
    assert (await asks(romeo, form(after_id=ids[0], before_id=ids[3])))[0] == ["two", "three"]
    assert (await asks(romeo, form(ids=[ids[3], ids[0]])))[0] == ["one", "four"]
    between = form(after_id=ids[0]) + page("<max>1</max><before/>")
    assert (await asks(romeo, between))[0] == ["four"]


async def test_ids_that_are_in_another_archive_or_none_are_not_found(scene):
    romeo, juliet = await talk(scene, "one")
    await juliet.sends("<message type='chat' to='juliet@localhost'><body>mine</body></message>")
    _, ids, _ = await asks(juliet)
    for unknown in (ids[1], "nonsense", "0" * 32, "&lt;"):
        await is_refused(romeo, "item-not-found", page(f"<after>{unknown}</after>"))
        await is_refused(romeo, "item-not-found", page(f"<before>{unknown}</before>"))
        await is_refused(romeo, "item-not-found", form(after_id=unknown))
        await is_refused(romeo, "item-not-found", form(before_id=unknown))
        await is_refused(romeo, "item-not-found", form(ids=[ids[0], unknown]))
    assert (await asks(romeo, form(ids=ids[0])))[0] == ["one"]


@pytest.mark.parametrize(
    ("condition", "content"),
    [
        ("feature-not-implemented", form(colour="red")),
        ("bad-request", form(start="yesterday")),
        ("bad-request", form(start=["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"])),
        ("bad-request", form(end="2026-99-01T00:00:00Z")),
        ("bad-request", form(start="2026-01-01T00:00:00Z").replace("</x>", "<field/></x>")),
        ("bad-request", form(with_="a@localhost") + form(with_="b@localhost")),
        ("bad-request", form().replace("submit", "result")),
        ("bad-request", form().replace("urn:xmpp:mam:2", "urn:xmpp:mam:1")),
        ("bad-request", form(include_groupchat="perhaps")),
        ("bad-request", form(ids=["x"] * 1001)),
        ("bad-request", page("<max>many</max>")),
        ("bad-request", page("<max>-1</max>")),
        ("bad-request", page("") + page("")),
        ("feature-not-implemented", page("<index>3</index>")),
        ("jid-malformed", form(with_="@")),
    ],
)
async def test_what_is_wrong_is_refused(scene, condition, content):
    romeo = scene.enter(ROMEO)
    await is_refused(romeo, condition, content)


async def test_a_field_twice_is_refused(scene):
    romeo = scene.enter(ROMEO)
    field = "<field var='with'><value>juliet@localhost</value></field>"
    await is_refused(romeo, "bad-request", form().replace("</x>", f"{field}{field}</x>"))


async def test_an_archive_is_its_owners_alone(scene):
    romeo, _juliet = await talk(scene, "secret")
    await is_refused(romeo, "forbidden", to="juliet@localhost")
    await is_refused(romeo, "forbidden", to="nobody@localhost")
    for payload in ("<query/>", "<metadata/>", "<prefs/>"):
        payload = payload.replace("/>", " xmlns='urn:xmpp:mam:2'/>")
        await romeo.sends(f"<iq type='get' id='g' to='juliet@localhost'>{payload}</iq>")
        await romeo.receives(
            f"""<iq type='error' id='g' from='juliet@localhost' to='{ROMEO}'>
              <error type='auth' code='403'>
                <forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"""
        )


async def test_the_form_names_every_field(scene):
    romeo = scene.enter(ROMEO)
    await romeo.sends("<iq type='get' id='f'><query xmlns='urn:xmpp:mam:2'/></iq>")
    await romeo.receives(
        f"""<iq type='result' id='f' from='romeo@localhost' to='{ROMEO}'>
          <query xmlns='urn:xmpp:mam:2'><x xmlns='jabber:x:data' type='form'>
            <field type='hidden' var='FORM_TYPE'><value>urn:xmpp:mam:2</value></field>
            <field type='jid-single' var='with'/>
            <field type='text-single' var='start'/>
            <field type='text-single' var='end'/>
            <field type='text-single' var='before-id'/>
            <field type='text-single' var='after-id'/>
            <field type='boolean' var='include-groupchat'/>
            <field type='list-multi' var='ids'>
              <validate xmlns='http://jabber.org/protocol/xdata-validate' datatype='xs:string'>
                <open/></validate></field>
            <field type='text-single' var='{{urn:xmpp:fulltext:0}}fulltext'/>
          </x></query></iq>"""
    )


METADATA = "<iq type='get' id='d'><metadata xmlns='urn:xmpp:mam:2'/></iq>"


async def test_metadata_tells_the_ends_of_the_archive(scene):
    romeo, juliet = await talk(scene, "one", "two", "three")
    _, ids, _ = await asks(romeo)
    await romeo.sends(METADATA)
    await romeo.receives(
        f"""<iq type='result' id='d' from='romeo@localhost' to='{ROMEO}'>
          <metadata xmlns='urn:xmpp:mam:2'>
            <start id='{ids[0]}' timestamp='2026-01-01T00:00:00Z'/>
            <end id='{ids[2]}' timestamp='2026-01-01T00:00:02Z'/></metadata></iq>"""
    )
    nurse = scene.enter("nurse@localhost/kitchen")
    await nurse.sends(METADATA)
    await nurse.receives(
        """<iq type='result' id='d' from='nurse@localhost' to='nurse@localhost/kitchen'>
          <metadata xmlns='urn:xmpp:mam:2'/></iq>"""
    )
    juliet.receives_nothing()


async def test_the_id_of_a_message_is_its_id_in_the_archive(scene):
    romeo, juliet = scene.enter(ROMEO, JULIET)
    await romeo.sends(f"<message type='chat' to='{JULIET}'><body>a</body></message>")
    given = juliet.unread[0].child("stanza-id", "urn:xmpp:sid:0").get("id")
    assert (await asks(juliet))[1] == [given]
    assert (await asks(romeo))[1] == [given]


async def test_who_reads_slowly_holds_up_nobody_but_themselves(scene):
    romeo, juliet = await talk(scene, *("x" * 4_000 for _ in range(250)))
    await juliet.stops_reading()
    await juliet.sends(
        f"""<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'>{page("<max>250</max>")}
        </query></iq>"""
    )
    # Romeo's own archive answers meanwhile
    assert len((await asks(romeo, page("<max>5</max>")))[0]) == 5
    await juliet.reads_again()
    assert [one.name for one in juliet.unread] == ["message"] * 250 + ["iq"]
    juliet.forget()
