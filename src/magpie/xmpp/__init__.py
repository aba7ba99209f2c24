"""The XMPP protocol without input and output: values, parsers and state machines."""

# What the wire of this server follows; `magpie.doap` lists them
RFCS = (6120, 6121, 7395, 7590, 7622)
