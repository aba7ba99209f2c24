"""One window for one data folder: a second start shows the first, and hands its link over."""

from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE = 1000  # ms
LONGEST = 8192  # bytes of what is handed over


def name_of(folder: Path) -> str:
    """The name of the local socket: the same for the same folder, of no one else."""
    return f"magpie-chat-{sha256(str(folder.absolute()).encode()).hexdigest()[:16]}"


def hand_over(folder: Path, link: str) -> bool:
    """Tell the window that is open for the folder; False when there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name_of(folder))
    if not socket.waitForConnected(PATIENCE):
        return False
    socket.write(link.encode()[:LONGEST] + b"\n")
    done = socket.waitForBytesWritten(PATIENCE)
    socket.disconnectFromServer()
    return done


class Single(QObject):
    """Listens for later starts. `asked` has the link that was given to one, or ""."""

    asked = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        name = name_of(folder)
        if not self._server.listen(name):
            QLocalServer.removeServer(name)  # it was left behind by one that was killed
            self._server.listen(name)

    def close(self) -> None:
        self._server.close()

    def _connected(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._read(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: QLocalSocket) -> None:
        if socket.canReadLine():
            self.asked.emit(bytes(socket.readLine(LONGEST).data()).decode(errors="replace").strip())
        elif socket.bytesAvailable() > LONGEST:
            socket.abort()
