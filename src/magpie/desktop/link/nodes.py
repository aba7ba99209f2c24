"""Where the keys of OMEMO are: nodes of personal eventing (XEP-0384 0.3, 4)."""

import oldmemo
import oldmemo.etree
import omemo
from slixmpp.xmlstream import ET

from magpie.desktop.core.entities.problem import Problem, Reason
from magpie.desktop.link import pep
from magpie.desktop.link.names import (
    NS_CLIENT,
    NS_HINTS,
    NS_OMEMO,
    NS_OMEMO_DEVICES,
    NS_PUBSUB,
    add,
    child,
    make,
)
from magpie.desktop.link.stream import Stream

WITHIN = 8.0  # seconds for an answer
OPEN_TO_ALL = {"persist_items": "true", "access_model": "open"}


class Nodes:
    """As the library asks for them; what fails is told in its own exceptions."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    async def upload_bundle(self, bundle: omemo.Bundle) -> None:
        assert isinstance(bundle, oldmemo.oldmemo.BundleImpl)
        try:
            await self._publish(bundles(bundle.device_id), oldmemo.etree.serialize_bundle(bundle))
        except Problem as problem:
            raise omemo.BundleUploadFailed(str(problem)) from problem

    async def download_bundle(self, namespace: str, bare_jid: str, device_id: int) -> omemo.Bundle:
        try:
            found = await self._fetched(bundles(device_id), bare_jid)
            if found is None:
                raise omemo.BundleNotFound(bare_jid)
            return oldmemo.etree.parse_bundle(found, bare_jid, device_id)
        except (Problem, ValueError) as error:
            raise omemo.BundleDownloadFailed(str(error)) from error

    async def delete_bundle(self, namespace: str, device_id: int) -> None:
        raise omemo.BundleDeletionFailed("this device is not taken back")

    async def upload_devices(self, namespace: str, device_list: omemo.DeviceList) -> None:
        try:
            payload = oldmemo.etree.serialize_device_list(device_list)
            await self._publish(NS_OMEMO_DEVICES, payload)
        except Problem as problem:
            raise omemo.DeviceListUploadFailed(str(problem)) from problem

    async def download_devices(self, namespace: str, bare_jid: str) -> omemo.DeviceList:
        try:
            found = await self._fetched(NS_OMEMO_DEVICES, bare_jid)
            return {} if found is None else oldmemo.etree.parse_device_list(found)
        except Problem as problem:
            raise omemo.DeviceListDownloadFailed(str(problem)) from problem
        except ValueError:
            return {}

    async def send(self, message: omemo.Message, bare_jid: str) -> None:
        """For machines only: it keeps the keys moving."""
        stanza = make("message", NS_CLIENT, type="chat", to=bare_jid)
        stanza.append(oldmemo.etree.serialize_message(message))
        add(stanza, "store", NS_HINTS)
        self._stream.put(stanza)

    async def _publish(self, node: str, payload: ET.Element) -> None:
        """Open to all: who writes to a stranger needs their keys."""
        try:
            await self._stream.ask("set", pep.publish(node, "current", payload, OPEN_TO_ALL))
        except Problem as problem:
            if problem.reason is Reason.NOT_CONNECTED:
                raise
            # The node is there, and made otherwise: its owner keeps it as it is
            await self._stream.ask("set", pep.publish(node, "current", payload, {}))

    async def _fetched(self, node: str, address: str) -> ET.Element | None:
        """The newest item's payload; `None` where there is no such node."""
        try:
            answer = await self._stream.ask("get", pep.fetch(node), to=address, within=WITHIN)
        except Problem as problem:
            none = (Reason.NO_SUCH_ADDRESS, Reason.UNAVAILABLE, Reason.UNSUPPORTED)
            if problem.reason in none:
                return None
            raise
        items = child(child(answer, "pubsub", NS_PUBSUB), "items", NS_PUBSUB)
        for item in reversed(list(items) if items is not None else []):
            for payload in item:
                return payload
        return None


def bundles(device: int) -> str:
    """XEP-0384 0.3, 4.3: a node for each device."""
    return f"{NS_OMEMO}.bundles:{device}"
