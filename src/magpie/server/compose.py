"""Making a host of its parts: plain constructor calls, in order."""

import asyncio

from magpie.base.clock import Clock
from magpie.base.config import Settings
from magpie.server.accounts import Accounts
from magpie.server.adhoc import AdHocCommands
from magpie.server.announcements import Announcements
from magpie.server.audit import Audit
from magpie.server.authentication import Failures
from magpie.server.bytestreams import Bytestreams
from magpie.server.circle_commands import CircleCommands
from magpie.server.circles import Circles
from magpie.server.commands import Commands
from magpie.server.deliver import Delivery
from magpie.server.former import Former
from magpie.server.guests import Guests
from magpie.server.host import Host
from magpie.server.inboxes import Inboxes
from magpie.server.invitations import Invitations
from magpie.server.invites import Invites
from magpie.server.iq import IqRegistry, Replies
from magpie.server.live import Live
from magpie.server.liveness import Liveness
from magpie.server.measures import Measures
from magpie.server.messages import Messages
from magpie.server.nodes import Nodes
from magpie.server.pressure import Pressure
from magpie.server.registrar import Registrar
from magpie.server.relay import Relay
from magpie.server.resumption import Resumable
from magpie.server.rosters import Rosters
from magpie.server.router import Router
from magpie.server.services import Services
from magpie.server.session import Flusher
from magpie.server.sessions import Sessions
from magpie.server.tickets import Tickets
from magpie.server.uploads import Uploads
from magpie.server.users import Users
from magpie.storage.blobs import Blobs
from magpie.storage.database import Database


def make_host(domain: str, db: Database, blobs: Blobs, clock: Clock, settings: Settings) -> Host:
    """The host of one domain, without features; `Host.load` sets those up."""
    host = Host(domain, db, clock, settings)
    host.commands = Commands()
    host.adhoc = AdHocCommands()
    host.iqs = IqRegistry()
    host.flusher = Flusher(asyncio.get_running_loop().call_soon, clock.call_later)
    host.accounts = Accounts(host)
    host.failures = Failures(host)
    host.tickets = Tickets(host)
    host.sessions = Sessions(host)
    host.inboxes = Inboxes(host)
    host.rosters = Rosters(host)
    host.circles = Circles(host)
    host.nodes = Nodes(host)
    host.registrar = Registrar(host)
    host.invitations = Invitations(host)
    host.guests = Guests(host)
    host.replies = Replies(host)
    host.pressure = Pressure(host)
    host.services = Services(host)
    host.messages = Messages(host)
    host.router = Router(host)
    host.relay = Relay(host)
    host.deliver = Delivery(host)
    host.streams = Resumable(host)
    host.liveness = Liveness(host)
    host.measures = Measures(host)
    host.live = Live(host)
    host.former = Former(host)
    host.uploads = Uploads(host, blobs)
    host.bytestreams = Bytestreams(host)
    users = Users(host)
    Invites(host, users)
    CircleCommands(host, users)
    host.announcements = Announcements(host)
    Audit(host)
    return host
