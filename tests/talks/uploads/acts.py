"""What people do with files in talks."""

ROMEO, JULIET = "romeo@localhost/orchard", "juliet@localhost/balcony"
NS = "urn:xmpp:http:upload:0"
ERROR = "urn:ietf:params:xml:ns:xmpp-stanzas"
DAY = 86_400


async def asks(device, name="a b.jpg", size="1000", purpose="", **attrs):
    """Ask for a slot; the answer, whatever it is."""
    attrs = {"filename": name, "size": size, **attrs}
    words = " ".join(f"{key.replace('_', '-')}='{value}'" for key, value in attrs.items())
    request = f"<request xmlns='{NS}' {words}>{purpose}</request>"
    await device.sends(f"<iq type='get' id='s' to='localhost'>{request}</iq>")
    (answer,) = device.unread
    device.forget()
    return answer


async def slot(device, **attrs):
    """A slot: (put, get)."""
    answer = (await asks(device, **attrs)).child("slot", NS)
    return tuple(answer.child(name).get("url") for name in ("put", "get"))


async def refused(device, condition, **attrs):
    """The error that a request for a slot got."""
    error = (await asks(device, **attrs)).child("error")
    assert error is not None
    assert error.child(condition, ERROR), str(error)
    return error


async def stored(scene, device, content=b"x" * 1000, **attrs):
    """A file that is here, as if it had come by HTTP; its address."""
    put, get = await slot(device, size=len(content), **attrs)
    found = await scene.host.uploads.slot(put.split("/")[4])

    async def chunks():
        yield content

    with scene.host.uploads.alone(found, len(content)):
        assert await scene.host.uploads.receive(found, 0, chunks(), "image/jpeg")
    return get


async def is_here(scene, url):
    """Whether the file is shown, and whether its bytes are on the disk: both or neither."""
    token = url.split("/")[4]
    found = await scene.host.uploads.file(token)
    try:
        blob = await scene.host.uploads.blobs.open(token)
        await blob.close()
    except FileNotFoundError:
        assert found is None
        return False
    return found is not None


def down(element, *names):
    """The child of the child …, by their names."""
    for name in names:
        element = next(child for child in element if child.name == name)
    return element


def chat(url, id="m1", to=JULIET):
    return f"""<message type='chat' to='{to}' id='{id}'><body>{url}</body>
        <x xmlns='jabber:x:oob'><url>{url}</url></x></message>"""


def retraction(id="m1", to=JULIET):
    return f"""<message type='chat' to='{to}' id='r-{id}'>
        <retract xmlns='urn:xmpp:message-retract:1' id='{id}'/><store xmlns='urn:xmpp:hints'/>
        </message>"""
