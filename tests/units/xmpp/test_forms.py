"""XEP-0004: forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.units.xmpp.strategies import TEXT

from magpie.xmpp.errors import StanzaError
from magpie.xmpp.forms import FIELD_TYPES, FORM_TYPES, NS, Field, Form, Option, typed, validate
from magpie.xmpp.parser import parse_element

WORDS = TEXT.map(str.strip)
OPTIONS = st.builds(Option, WORDS, WORDS)
FIELDS = st.builds(
    Field,
    WORDS.filter(bool),
    st.sampled_from(sorted(FIELD_TYPES)),
    st.lists(WORDS, max_size=2).map(tuple),
    WORDS,
    WORDS,
    st.lists(OPTIONS, max_size=2).map(tuple),
    st.booleans(),
)
MANY = st.lists(FIELDS, max_size=3).map(tuple)
FORMS = st.builds(
    Form, st.sampled_from(sorted(FORM_TYPES)), MANY, WORDS, st.lists(WORDS, max_size=2).map(tuple)
)


@given(FORMS, MANY, st.lists(MANY, max_size=2))
def test_a_form_reads_back(form, reported, items):
    form = Form(form.type, form.fields, form.title, form.instructions, reported, tuple(items))
    assert Form.parse(parse_element(form.to_element().to_bytes())) == form


def parsed(inner, kind="submit"):
    return Form.parse(parse_element(f"<x xmlns='{NS}' type='{kind}'>{inner}</x>"))


def test_reading():
    form = parsed(
        "<field var='FORM_TYPE'><value>urn:f</value></field>"
        "<field var='b' type='boolean'><value>true</value></field>"
        "<field var='m'><value>1</value><value/><other xmlns='urn:x'/></field>"
    )
    assert form.form_type == "urn:f"
    assert form.field("b").is_true
    assert form.field("m").values == ("1", "")
    assert (form.get("m"), form.get("none")) == ("1", None)
    assert form.field("none") is None


def test_writing():
    form = typed("form", "urn:f", [Field("a", label="A", is_required=True)], "Title")
    assert str(form.to_element()) == (
        f"<x xmlns='{NS}' type='form'><title>Title</title>"
        "<field var='FORM_TYPE' type='hidden'><value>urn:f</value></field>"
        "<field var='a' type='text-single' label='A'><required/></field></x>"
    )
    assert form.form_type == "urn:f"


@pytest.mark.parametrize(
    "wire",
    [
        "<x xmlns='jabber:x:data'/>",
        "<x xmlns='jabber:x:data' type='what'/>",
        "<x xmlns='urn:x' type='form'/>",
        "<y xmlns='jabber:x:data' type='form'/>",
        "<x xmlns='jabber:x:data' type='form'><field/></x>",
        "<x xmlns='jabber:x:data' type='form'><field var='a' type='what'/></x>",
    ],
)
def test_no_form(wire):
    with pytest.raises(StanzaError) as caught:
        Form.parse(parse_element(wire))
    assert caught.value.condition == "bad-request"


DECLARED = (
    Field("FORM_TYPE", "hidden", ("urn:f",)),
    Field("", "fixed", ("Read this.",)),
    Field("name", is_required=True),
    Field("public", "boolean", ("0",)),
    Field("colour", "list-single", ("red",), options=(Option("red"), Option("blue"))),
    Field("owners", "jid-multi"),
    Field("notes", "text-multi"),
)


def answers(**values):
    fields = [Field("name", "", ("me",))] if "name" not in values else []
    fields += [
        Field(var, "", value if isinstance(value, tuple) else (value,))
        for var, value in values.items()
    ]
    return validate(Form("submit", tuple(fields)), DECLARED)


def test_defaults_stand_where_nothing_is_answered():
    found = answers(unknown="x")
    assert sorted(found) == ["FORM_TYPE", "colour", "name", "notes", "owners", "public"]
    assert found["colour"].value == "red"
    assert not found["public"].is_true
    assert found["owners"].values == ()


def test_answers_in_the_declared_type():
    found = answers(
        public="true", colour="blue", owners=("Romeo@Example.ORG", ""), notes=("a", "b")
    )
    assert found["public"].is_true
    assert found["public"].type == "boolean"
    assert found["colour"].value == "blue"
    assert found["owners"].values == ("romeo@example.org",)
    assert found["notes"].values == ("a", "b")


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"name": ()},
        {"name": ("a", "b")},
        {"name": "a\nb"},
        {"public": "yes"},
        {"public": ("0", "1")},
        {"colour": "green"},
        {"owners": ("a@b", "a@b@c")},
    ],
)
def test_wrong_answers(values):
    with pytest.raises(StanzaError) as caught:
        answers(**values)
    assert caught.value.condition == "not-acceptable"
    assert next(iter(values)) in caught.value.text


@pytest.mark.parametrize("kind", ["form", "cancel", "result"])
def test_only_a_submitted_form_has_answers(kind):
    with pytest.raises(StanzaError) as caught:
        validate(parsed("", kind), DECLARED)
    assert caught.value.condition == "bad-request"
