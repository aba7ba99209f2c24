"""Our pages and the web client in a real browser, with a peer on slixmpp."""

import asyncio
import re
from pathlib import Path

import pytest
from tests.live.browser import chromium, window
from tests.live.friends import Friend
from tests.live.wire import PASSWORD

ROOT = Path(__file__).parents[2]
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
PICTURE = ROOT / "src/magpie/web/static/icon-192.png"
MARKERS = "urn:xmpp:chat-markers:0"
RECEIPTS = "urn:xmpp:receipts"
SIZES = {"wide": {"width": 1280, "height": 800}, "phone": {"width": 420, "height": 760}}

# A file is let fall on the conversation, as a person would from their desktop
DROP = """([target, name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, {type: "image/png"}));
  const options = {dataTransfer: data, bubbles: true, cancelable: true};
  for (const type of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(type, options));
  }
}"""


@pytest.fixture
def fresh(new_server):
    """A server that nobody has an account on, and its first invitation."""
    program = new_server(**{"registration.mode": "invite"})
    line = program.waits_for("^Here: ")
    return program, line.removeprefix("Here: ")


def site(link):
    """Where the site is, by a link to it."""
    return link.partition("/invite/")[0]


async def joins(page, link, name):
    """Open the invitation, sign up, and be in the chat."""
    await page.goto(link)
    await page.fill("#name", name)
    await page.fill("#password", PASSWORD)
    await page.click("form button:not([type=button])")
    await page.wait_for_url("**/chat")
    await page.wait_for_selector("converse-user-profile")


async def opens_talk(page, name):
    await page.locator("#converse-roster .open-chat", has_text=name).first.click()
    await page.wait_for_selector(".chat-textarea")


async def says(page, text):
    await page.fill(".chat-textarea", text)
    await page.keyboard.press("Enter")


def bubble(page, text):
    return page.locator(".chat-msg__text", has_text=text).first


async def enters(page, room):
    """Make a room, or go into it when it is there."""
    await page.locator("converse-rooms-list converse-dropdown button").first.click()
    await page.locator(".show-add-muc-modal").first.click()
    await page.fill("converse-add-muc-modal input[name=chatroom]", room)
    await page.click("converse-add-muc-modal input[type=submit]")
    await page.wait_for_selector("converse-muc .chat-textarea")


@pytest.mark.parametrize(
    ("locale", "size", "word"), [("en", "wide", "Contacts"), ("zh-CN", "phone", "联系人")]
)
async def test_from_the_first_invitation_to_history_after_a_reload(fresh, locale, size, word):
    program, link = fresh
    async with chromium() as browser:
        seen = await window(browser, locale=locale, viewport=SIZES[size])
        page = seen.page
        await joins(page, link, "ana")
        await page.get_by_text(word, exact=True).first.wait_for()
        assert "admin" in program.runs("user", "list").stdout
        program.adds("ben", PASSWORD)
        ben = Friend(program, "ben", "desk")
        await ben.is_there()
        ana = await ben.sees("ana@localhost/")

        # They talk; Ben's client says that it got it, and that he has read it
        await opens_talk(page, "ben")
        await says(page, "Hello Ben, 你好 👋")
        await ben.hears("ana@localhost", "Hello Ben, 你好 👋")
        first = ben.messages[-1]
        for ns, kind in ((RECEIPTS, "received"), (MARKERS, "displayed")):
            told = f"<{kind} xmlns='{ns}' id='{first['id']}'/>"
            ben.send_raw(f"<message to='{ana}' type='chat'>{told}</message>")
        await page.wait_for_selector(".chat-msg__receipt, .chat-msg__marker")
        await ben.says("ana@localhost", "Nice to see you")
        await bubble(page, "Nice to see you").wait_for()

        # A picture by drag and drop
        target = await page.query_selector(".chat-content")
        await page.evaluate(DROP, [target, "喜鹊 magpie.png", [*PICTURE.read_bytes()]])
        await ben.until(lambda: any("/files/" in t for _, t in ben.chats))
        url = next(text for _, text in ben.chats if "http" in text)
        assert re.match(r"https?://localhost:\d+/", url), url
        image = page.locator(".chat-msg .chat-image").first
        await image.wait_for()
        await page.wait_for_function(
            "() => [...document.querySelectorAll('.chat-image')].some((one) => one.naturalWidth)"
        )

        # Reloaded, she is still signed in and sees it all
        await page.reload()
        # On a phone the conversation hides the list
        await page.locator(".chat-textarea:visible, .open-chat:visible").first.wait_for()
        if await page.locator(".chat-textarea").count() == 0:
            await opens_talk(page, "ben")
        await bubble(page, "Hello Ben, 你好 👋").wait_for()
        await bubble(page, "Nice to see you").wait_for()
        await says(page, "Still here")
        await ben.until(lambda: ("ana@localhost", "Still here") in ben.chats)
        seen.went_well()
        await ben.leaves()


async def test_a_guest_joins_by_a_members_invitation_and_leaves(fresh):
    program, link = fresh
    async with chromium() as browser:
        ana, ben = await window(browser, locale="en"), await window(browser, locale="zh-CN")
        await joins(ana.page, link, "ana")
        made = program.runs("invite", "create", "--contact", "ana")
        token = re.search(r"/invite/([\w-]+)", made.stdout)[1]
        await joins(
            ben.page, f"{program.http}/invite/{token}".replace("127.0.0.1", "localhost"), "ben"
        )
        await opens_talk(ben.page, "ana")
        await says(ben.page, "我来了")
        await opens_talk(ana.page, "ben")
        await bubble(ana.page, "我来了").wait_for()
        for one in (ana, ben):
            one.went_well()
        await ben.page.click("a.show-profile")
        await ben.page.click("converse-profile-modal .btn-danger")
        await ben.page.click("converse-confirm-modal .btn-primary")  # it asks once more
        await ben.page.wait_for_url(f"{site(link)}/")
        await ben.page.goto(f"{site(link)}/chat")
        await ben.page.wait_for_url("**/signin")


async def test_a_room_is_made_and_found(fresh):
    program, link = fresh
    async with chromium() as browser:
        ana, ben = await window(browser, locale="en"), await window(browser, locale="en")
        await joins(ana.page, link, "ana")
        made = program.runs("invite", "create")
        token = re.search(r"/invite/([\w-]+)", made.stdout)[1]
        await joins(ben.page, f"{site(link)}/invite/{token}", "ben")
        await enters(ana.page, "Reading club")
        await says(ana.page, "Hello everybody")
        await bubble(ana.page, "Hello everybody").wait_for()
        await enters(ben.page, "Reading club")
        await bubble(ben.page, "Hello everybody").wait_for()
        for one in (ana, ben):
            one.went_well()


async def test_axe_finds_no_serious_fault_on_our_pages(fresh):
    program, link = fresh
    program.adds("ana", PASSWORD)
    contact = re.search(
        r"/invite/[\w-]+", program.runs("invite", "create", "--contact", "ana").stdout
    )[0]
    reset = re.search(r"/reset/[\w-]+", program.runs("user", "reset", "ana").stdout)[0]
    paths = [
        "/",
        "/signin",
        contact,
        link.partition("/invite/")[1] + link.rpartition("/")[2],
        reset,
    ]
    paths += ["/invite/none", "/signup"]  # two that say no
    script = AXE.read_text()
    async with chromium() as browser:
        for scheme, locale, size in (("light", "en", "wide"), ("dark", "zh-CN", "phone")):
            seen = await window(browser, locale=locale, color_scheme=scheme, viewport=SIZES[size])
            for path in paths:
                await seen.page.goto(site(link) + path)
                if path == "/signin":  # also with what is wrong shown
                    await seen.page.fill("#name", "nobody")
                    await seen.page.fill("#password", "wrong password")
                    await seen.page.keyboard.press("Enter")
                    await seen.page.wait_for_selector(".trouble")
                await seen.page.wait_for_load_state()  # with its styles
                await seen.page.evaluate(script)
                found = await seen.page.evaluate("async () => (await axe.run()).violations")
                bad = [one for one in found if one["impact"] in ("serious", "critical")]
                assert [(path, one["id"], one["nodes"][0]["html"]) for one in bad] == []
            assert seen.foreign == []


async def test_by_keyboard_alone(fresh):
    _, link = fresh
    async with chromium() as browser:
        seen = await window(browser, locale="en")
        page = seen.page
        await page.goto(link)
        # The name has the focus already
        await page.keyboard.type("ana")
        await page.keyboard.press("Tab")
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press("Tab")  # the button that shows it
        await page.keyboard.press("Enter")
        assert await page.get_attribute("#password", "type") == "text"
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/chat")
        await page.wait_for_selector("converse-user-profile")
        seen.went_well()


async def test_a_new_password_sends_the_browser_back_to_sign_in(fresh):
    program, link = fresh
    async with chromium() as browser:
        seen = await window(browser, locale="en")
        await joins(seen.page, link, "ana")
        done = await asyncio.to_thread(
            program.runs, "user", "password", "ana", "--password", "another one of mine"
        )
        assert done.returncode == 0
        await seen.page.reload()
        await seen.page.wait_for_url("**/signin")


async def test_a_link_out_of_the_room_brings_somebody_new_into_it(fresh):
    _, link = fresh
    async with chromium() as browser:
        ana, dora = [await window(browser, locale="en") for _ in range(2)]
        await joins(ana.page, link, "ana")
        await enters(ana.page, "coven")
        await ana.page.locator("converse-muc-heading converse-dropdown button").first.click()
        await ana.page.locator(".magpie-invite").first.click()
        await ana.page.click("form button")
        shown = await ana.page.input_value("#link")
        path = shown[shown.index("/invite/") :]  # whose certificate this browser does not know
        await joins(dora.page, site(link) + path, "dora")
        # Her client enters by itself: the room is among her bookmarks
        await dora.page.locator("converse-rooms-list .open-room", has_text="coven").first.click()
        await dora.page.wait_for_selector("converse-muc .chat-textarea")
        for one in (ana, dora):
            one.went_well()
