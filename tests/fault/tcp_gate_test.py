"""The gate does to a connection what it is told, and nothing else."""
import socket
import threading
import time
import unittest

from tcp_gate import Gate

PATIENCE_S = 5
SILENCE_S = 0.3


class GateTest(unittest.TestCase):
    """A server that echoes, behind a gate."""

    def setUp(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.echo, daemon=True).start()
        self.gate = self.enterContext(Gate(self.server.getsockname()[1], seed=7))
        self.addCleanup(self.server.close)

    def echo(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self.echo_one, args=(connection,), daemon=True).start()

    @staticmethod
    def echo_one(connection):
        with connection:
            try:
                while chunk := connection.recv(65536):
                    connection.sendall(chunk)
            except OSError:
                pass

    def client(self):
        client = socket.create_connection(("127.0.0.1", self.gate.port), timeout=PATIENCE_S)
        self.addCleanup(client.close)
        return client

    def ask(self, client, text=b"hello"):
        client.settimeout(PATIENCE_S)
        client.sendall(text)
        said = b""
        while len(said) < len(text):
            piece = client.recv(65536)
            if not piece:
                raise ConnectionError("ended")
            said += piece
        return said

    def silent(self, client):
        client.settimeout(SILENCE_S)
        try:
            return client.recv(1) is None
        except TimeoutError:
            return True

    def test_passes_everything_on(self):
        text = bytes(range(256)) * 10_000
        self.assertEqual(self.ask(self.client(), text), text)

    def test_a_cut_is_silent_and_loses_nothing(self):
        for ways in ({}, {"to_server": False}, {"to_client": False}):
            with self.subTest(ways):
                client = self.client()
                self.assertEqual(self.ask(client), b"hello")
                self.gate.cut(**ways)
                client.sendall(b"later")
                self.assertTrue(self.silent(client))
                self.gate.heal()
                client.settimeout(PATIENCE_S)
                self.assertEqual(client.recv(5), b"later")

    def test_delays_each_way(self):
        client = self.client()
        self.ask(client)
        self.gate.delay(0.1)
        began = time.monotonic()
        self.assertEqual(self.ask(client), b"hello")
        self.assertGreaterEqual(time.monotonic() - began, 0.2)

    def test_loses_by_a_reset(self):
        client = self.client()
        self.ask(client)
        self.gate.lose(1.0)
        with self.assertRaises(ConnectionError):
            self.ask(client)
        self.assertEqual(self.gate.counts["lost"], 1)

    def test_resets_and_refuses(self):
        client = self.client()
        self.ask(client)
        self.gate.refuse(True)
        self.gate.reset()
        with self.assertRaises(ConnectionError):
            self.ask(client)
        with self.assertRaises(ConnectionError):
            self.ask(self.client())
        self.gate.heal()
        self.assertEqual(self.ask(self.client()), b"hello")

    def test_half_closes(self):
        client = self.client()
        self.ask(client)
        self.gate.half_close()
        client.settimeout(PATIENCE_S)
        self.assertEqual(client.recv(1), b"")  # the end of the answers, not of the connection
        client.sendall(b"still open")


if __name__ == "__main__":
    unittest.main(verbosity=2)
