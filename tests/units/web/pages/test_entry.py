"""Welcome, sign in, sign up, sign out."""

import pytest
from tests.units.web.pages.reader import PASSWORD, Reader, account, went_to


async def test_somebody_signs_up_and_is_in(house):
    reader = Reader(house)
    status, text = await reader.opens("/")
    assert (status, 'href="/signup"' in text) == (200, True)
    response = await reader.sends("/signup", name="romeo", password=PASSWORD, stay="on")
    assert went_to(response) == "/chat"
    cookie = response.cookies["magpie"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["max-age"]) == ("Strict", str(30 * 86_400))
    assert await reader.is_in()


async def test_and_in_again_with_the_password(house):
    reader = Reader(house)
    await account(house)
    for name in ("romeo", "Romeo@localhost"):
        response = await reader.sends("/signin", name=name, password=PASSWORD)
        assert went_to(response) == "/chat"
        assert response.cookies["magpie"]["max-age"] == ""  # forgotten when the browser ends
    assert went_to(await reader.sends("/signout")) == "/"
    assert not await reader.is_in()


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("romeo", "wrong"),
        ("nobody", PASSWORD),
        ("romeo@elsewhere", PASSWORD),
        ("a b", PASSWORD),
        ("", ""),
        ("<script>alert(1)</script>", PASSWORD),
    ],
)
async def test_the_wrong_name_or_password(house, name, password):
    reader = Reader(house)
    await account(house)
    response = await reader.sends("/signin", name=name, password=password)
    text = await response.text()
    assert response.status == 403
    assert "Name or password is wrong." in text
    assert "<script>alert" not in text
    assert not await reader.is_in()


async def test_a_disabled_account_is_out_at_once(house):
    reader = Reader(house)
    romeo = await account(house)
    await reader.sends("/signin", name="romeo", password=PASSWORD)
    assert await reader.is_in()
    await house.host.accounts.set_disabled(romeo, True)
    assert not await reader.is_in()
    assert (await reader.sends("/signin", name="romeo", password=PASSWORD)).status == 403


async def test_a_new_password_ends_every_visit(house):
    reader = Reader(house)
    romeo = await account(house)
    await reader.sends("/signin", name="romeo", password=PASSWORD)
    await house.host.accounts.set_password(romeo, "another one of mine")
    assert not await reader.is_in()


@pytest.mark.parametrize("cookie", ["", "x", "AAAA", "Zm9vfDF8YmFy", "é", "A" * 5_000])
async def test_a_cookie_that_is_not_ours_is_none(house, cookie):
    reader = Reader(house)
    await account(house)
    status, _ = await reader.opens("/", Cookie=f"magpie={cookie}")
    assert status == 200


async def test_nobody_guesses_for_long(new_house):
    house = await new_house(**{"limits.enabled": "true", "limits.authentications_per_address": "3"})
    reader = Reader(house)
    await account(house)
    for _ in range(3):
        assert (await reader.sends("/signin", name="romeo", password="wrong")).status == 403
    response = await reader.sends("/signin", name="romeo", password=PASSWORD)
    assert response.status == 429
    assert "Too many attempts" in await response.text()


@pytest.mark.parametrize(
    ("name", "password", "status", "sentence"),
    [
        ("juliet", "", 400, "Choose a password."),
        ("juliet", "short", 400, "at least 8 characters"),
        ("julietcapulet", "julietcapulet", 400, "may not be the name"),
        ("romeo", PASSWORD, 400, "This name is taken"),
        ("rome0", PASSWORD, 400, "looks like that of somebody else"),
        ("admin", PASSWORD, 400, "reserved"),
        ("a b", PASSWORD, 400, "no spaces"),
        ("", PASSWORD, 400, "no spaces"),
        ("julieт", PASSWORD, 400, "mixes letters"),
        ("a" * 2000, PASSWORD, 400, "no spaces"),
        ('"><img src=x>', PASSWORD, 400, "no spaces"),
    ],
)
async def test_a_name_or_password_that_will_not_do(house, name, password, status, sentence):
    reader = Reader(house)
    await account(house)
    response = await reader.sends("/signup", name=name, password=password)
    text = await response.text()
    assert response.status == status
    assert sentence in text
    assert "<img src=x>" not in text
    assert PASSWORD not in text
    assert len(house.host.accounts) == 1


async def test_signing_up_has_its_rate(new_house):
    limits = {"limits.enabled": "true", "limits.registrations_per_address": "2"}
    reader = Reader(await new_house(**limits))
    for number in range(2):
        response = await reader.sends("/signup", name=f"guest{number}x", password=PASSWORD)
        assert went_to(response) == "/chat"
    assert (await reader.sends("/signup", name="guestthree", password=PASSWORD)).status == 429


@pytest.mark.parametrize("mode", ["invite", "closed"])
async def test_where_sign_up_is_not_open_nobody_does(new_house, mode):
    reader = Reader(await new_house(**{"registration.mode": mode}))
    assert (await reader.opens("/signup"))[0] == 403
    assert 'href="/signup"' not in (await reader.opens("/"))[1]
    assert (await reader.sends("/signup", name="juliet", password=PASSWORD)).status == 400
    assert len(reader.house.host.accounts) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": ""},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "", "Sec-Fetch-Site": ""},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_what_another_page_sends_is_refused(house, headers):
    reader = Reader(house)
    await account(house)
    reader.headers |= headers
    for path in ("/signin", "/signup", "/signout", "/chat/ticket", "/invite/x", "/reset/x"):
        response = await reader.sends(path, name="romeo", password=PASSWORD)
        assert response.status in (403, 404), path
        assert "magpie" not in response.cookies
    assert not await reader.is_in()
    assert len(house.host.accounts) == 1


async def test_an_oversized_form_is_refused(house):
    response = await Reader(house).sends("/signup", name="juliet", password="x" * 100_000)
    assert response.status == 413
