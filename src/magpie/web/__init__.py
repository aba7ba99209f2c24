"""The web site: XMPP for browsers, health, files and pages, in the server's own process."""
