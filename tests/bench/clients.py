"""The clients: command lines that download one file."""

from dataclasses import dataclass

import places
from servers import TCP_PORT

# The largest block that fits a packet of 1500 bytes.
BLOCK = "1468"
# atftp's fastest: from 128 on, its socket's kernel buffer overflows and the rate falls below 1 MB/s.
ATFTP_WINDOW = "64"


@dataclass(frozen=True)
class Client:
    name: str
    command: object  # a function that takes the server's address
    windows: bool = True  # RFC 7440


def this_one(address):
    return [places.POAP_GET, f"tftp://{address}/image", places.FETCHED]


def this_one_in_blocks(address):
    return [places.POAP_GET, "--blksize", BLOCK, f"tftp://{address}/image", places.FETCHED]


def tftp_hpa(address):
    return ["tftp", "-m", "binary", address, "-c", "get", "image", places.FETCHED]


def atftp(address):
    return [places.ATFTP, "--option", f"blksize {BLOCK}", "--option", f"windowsize {ATFTP_WINDOW}",
            "--get", "--remote-file", "image", "--local-file", places.FETCHED, address]


def curl(address):
    return ["curl", "--silent", "--tftp-blksize", BLOCK, "--output", places.FETCHED, f"tftp://{address}/image"]


def curl_over_tcp(address):
    return ["curl", "--silent", "--output", places.FETCHED, f"http://{address}:{TCP_PORT}/image"]


THIS_ONE = Client("agent", this_one)
CLIENTS = [THIS_ONE, Client("atftp", atftp), Client("curl", curl, windows=False),
           Client("tftp-hpa", tftp_hpa, windows=False)]
THIS_ONE_IN_BLOCKS = Client("agent", this_one_in_blocks)
TCP = Client("TCP", curl_over_tcp)
