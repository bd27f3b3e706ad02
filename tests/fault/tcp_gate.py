"""A TCP gate: stands between clients and a server, and is a bad network when it is told to.

    gate = Gate(target_port)             # listens on gate.port, of its own choice
    gate.cut()                           # both ways; cut(to_server=False) cuts answers only
    gate.heal()
    gate.delay(0.2)                      # each way, 0 ends it
    gate.lose(0.01)                      # chance that a piece of data ends its connection with a reset
    gate.half_close()                    # each connection: the server's side says end, the client's stays open
    gate.reset()                         # every connection, now
    gate.refuse(True)                    # new connections are reset

A cut is silent: connections stay, bytes wait in the senders' buffers and arrive when it heals, as with a cable that is
pulled and put back. Memory is bounded: what is held is at most HELD_BYTES_MAX for each direction of a connection. The
gate works in a thread of its own and ends with close().
"""
import collections
import random
import selectors
import socket
import struct
import threading
import time

CHUNK_BYTES = 65536
HELD_BYTES_MAX = 1 << 20
TO_SERVER, TO_CLIENT = "to_server", "to_client"


class _Way:
    """One direction of one connection."""

    def __init__(self, name, source, sink):
        self.name, self.source, self.sink = name, source, sink
        self.held = collections.deque()  # (when due, bytes)
        self.held_bytes = 0
        self.ended = False               # the source said end
        self.told = False                # and the sink knows


class _Connection:
    def __init__(self, client, server):
        self.client, self.server = client, server
        self.ways = (_Way(TO_SERVER, client, server), _Way(TO_CLIENT, server, client))


class Gate:
    """Thread-safe."""

    def __init__(self, target_port, seed=1, host="127.0.0.1"):
        self.target = (host, target_port)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        self.counts = collections.Counter()
        self._random = random.Random(seed)
        self._blocked = set()
        self._delay_s = 0.0
        self._loss = 0.0
        self._refusing = False
        self._connections = []
        self._orders = collections.deque()
        self._wake_receive, self._wake_send = socket.socketpair()
        self._wake_receive.setblocking(False)
        self._closing = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    # What a test may order.

    def cut(self, to_server=True, to_client=True):
        self._order(lambda: self._blocked.update(
            name for name, wanted in ((TO_SERVER, to_server), (TO_CLIENT, to_client)) if wanted))

    def heal(self):
        def everything():
            self._blocked.clear()
            self._delay_s = self._loss = 0.0
            self._refusing = False
        self._order(everything)

    def delay(self, seconds):
        self._order(lambda: setattr(self, "_delay_s", seconds))

    def lose(self, chance):
        self._order(lambda: setattr(self, "_loss", chance))

    def refuse(self, refusing):
        self._order(lambda: setattr(self, "_refusing", refusing))

    def reset(self):
        self._order(lambda: [self._reset(each) for each in list(self._connections)])

    def half_close(self):
        def halve():
            for connection in self._connections:
                self.counts["half-closed"] += 1
                connection.ways[1].ended = True
        self._order(halve)

    def close(self):
        self._closing = True
        self._wake_send.send(b"x")
        self._thread.join(10)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()

    # The thread.

    def _order(self, change):
        """Has the thread do it; done when this returns."""
        done = threading.Event()
        self._orders.append((change, done))
        self._wake_send.send(b"x")
        if not done.wait(10):
            raise AssertionError("the gate's thread does not answer")

    def _work(self):
        while not self._closing:
            self._obey()
            with selectors.DefaultSelector() as selector:
                wait = self._register(selector, time.monotonic())
                for key, events in selector.select(wait):
                    self._serve(key, events)
            self._pass_on(time.monotonic())
        for connection in list(self._connections):
            self._reset(connection)
        for each in (self._listener, self._wake_receive, self._wake_send):
            each.close()

    def _obey(self):
        while self._orders:
            change, done = self._orders.popleft()
            change()
            done.set()

    def _register(self, selector, now):
        """What to wait for, and for how long at most."""
        wait = None
        selector.register(self._wake_receive, selectors.EVENT_READ, "wake")
        selector.register(self._listener, selectors.EVENT_READ, "listener")
        for connection in self._connections:
            events = {connection.client: 0, connection.server: 0}
            for way in connection.ways:
                if way.name in self._blocked:
                    continue
                if not way.ended and way.held_bytes < HELD_BYTES_MAX:
                    events[way.source] |= selectors.EVENT_READ
                if way.ended and not way.held and not way.told:
                    wait = 0
                if way.held:
                    left = way.held[0][0] - now
                    if left <= 0:
                        events[way.sink] |= selectors.EVENT_WRITE
                    else:
                        wait = left if wait is None else min(wait, left)
            for each, wanted in events.items():
                if wanted:
                    selector.register(each, wanted, connection)
        return wait

    def _serve(self, key, events):
        if key.data == "wake":
            self._wake_receive.recv(4096)
        elif key.data == "listener":
            self._accept()
        elif events & selectors.EVENT_READ and key.data in self._connections:
            way = next(way for way in key.data.ways if way.source is key.fileobj)
            self._take(key.data, way)

    def _accept(self):
        client, _ = self._listener.accept()
        self.counts["accepted"] += 1
        try:
            if self._refusing:
                raise OSError("refused")
            server = socket.create_connection(self.target, timeout=2)
        except OSError:
            self.counts["refused"] += 1
            _reset_socket(client)
            return
        for each in (client, server):
            each.setblocking(False)
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connections.append(_Connection(client, server))

    def _take(self, connection, way):
        try:
            chunk = way.source.recv(CHUNK_BYTES)
        except BlockingIOError:
            return
        except OSError:
            return self._reset(connection)
        if not chunk:
            way.ended = True
        elif self._loss and self._random.random() < self._loss:
            self.counts["lost"] += 1
            self._reset(connection)
        else:
            way.held.append((time.monotonic() + self._delay_s, chunk))
            way.held_bytes += len(chunk)
            self.counts[way.name] += len(chunk)

    def _pass_on(self, now):
        for connection in list(self._connections):
            for way in connection.ways:
                if way.name not in self._blocked and not self._pass_way(way, now):
                    self._reset(connection)
                    break
            else:
                if all(way.told for way in connection.ways):
                    self._forget(connection)

    @staticmethod
    def _pass_way(way, now):
        """Sends what is due; false when the connection is gone."""
        try:
            while way.held and way.held[0][0] <= now:
                due, chunk = way.held[0]
                sent = way.sink.send(chunk)
                way.held_bytes -= sent
                if sent < len(chunk):
                    way.held[0] = (due, chunk[sent:])
                    return True
                way.held.popleft()
            if way.ended and not way.held and not way.told:
                way.told = True
                way.sink.shutdown(socket.SHUT_WR)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True

    def _forget(self, connection):
        connection.client.close()
        connection.server.close()
        self._connections.remove(connection)

    def _reset(self, connection):
        if connection not in self._connections:
            return
        self.counts["reset"] += 1
        self._connections.remove(connection)
        for each in (connection.client, connection.server):
            _reset_socket(each)


def _reset_socket(each):
    """Closes with a reset instead of an end."""
    try:
        each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass
    each.close()
