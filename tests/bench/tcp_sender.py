"""A plain TCP stream: sends a file as an HTTP response to every client that connects.

Usage: tcp_sender.py ADDRESS PORT FILE
"""

import os
import socket
import sys

address, port, path = sys.argv[1:]
with socket.create_server((address, int(port))) as server:
    while True:
        connection, _ = server.accept()
        with connection, open(path, "rb") as file:
            connection.recv(65536)
            size = os.fstat(file.fileno()).st_size
            connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % size)
            try:
                connection.sendfile(file)
            except ConnectionError:
                pass  # the client's time is up
