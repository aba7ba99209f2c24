"""The client's side of SCRAM (RFC 5802), for pairs with our server's."""

import base64
import hashlib
import hmac

from magpie.xmpp.scram import salted_password


class ScramClient:
    """Says what a client says; every field can be made wrong."""

    def __init__(self, hash, name, password, nonce="clientnonce", gs2="n,,", binding=b""):
        self.hash = hash
        self.password = password
        self.nonce = nonce
        self.gs2 = gs2
        self.binding = binding
        escaped = name.replace("=", "=3D").replace(",", "=2C")
        self.bare = f"n={escaped},r={nonce}"
        self.signature = b""

    def first(self) -> bytes:
        return (self.gs2 + self.bare).encode()

    def final(self, challenge: bytes) -> bytes:
        server = challenge.decode()
        fields = dict(part.split("=", 1) for part in server.split(","))
        salt, iterations = base64.b64decode(fields["s"]), int(fields["i"])
        bound = base64.b64encode(self.gs2.encode() + self.binding).decode()
        without_proof = f"c={bound},r={fields['r']}"
        said = f"{self.bare},{server},{without_proof}".encode()
        salted = salted_password(self.password, self.hash, salt, iterations)
        client_key = hmac.digest(salted, b"Client Key", self.hash)
        stored_key = hashlib.new(self.hash, client_key).digest()
        signed = hmac.digest(stored_key, said, self.hash)
        proof = bytes(a ^ b for a, b in zip(client_key, signed, strict=True))
        server_key = hmac.digest(salted, b"Server Key", self.hash)
        self.signature = b"v=" + base64.b64encode(hmac.digest(server_key, said, self.hash))
        return f"{without_proof},p={base64.b64encode(proof).decode()}".encode()
