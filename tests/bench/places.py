"""The paths of the bench's programs and folders."""

import os
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("POAP_BUILD", REPO / "build"))
AGENT = BUILD / "nxos/agent/poap-agent"
POAP_GET = BUILD / "nxos/tests/bench/client/poap-get"
WANLINK = BUILD / "host/tests/bench/wanlink"
STUB = BUILD / "host/server-stub/poap-server-stub"
INSTANT_VSH = BUILD / "host/tests/bench/instant-vsh"
TCP_SENDER = Path(__file__).with_name("tcp_sender.py")

UNPACKED = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "poap-agent/bin"
IN_TFTPD = UNPACKED / "in.tftpd"
ATFTPD = UNPACKED / "atftpd"
ATFTP = UNPACKED / "atftp"
SSHD = (UNPACKED / "sshd").resolve()  # runs itself again, by its path
SSH_KEYGEN = UNPACKED / "ssh-keygen"
SSH = SSH_KEYGEN.resolve().with_name("ssh")
SFTP = SSH.with_name("sftp")

# A file system in RAM that disappears with the bench's namespaces (tests/lab/lib/ground.sh).
GROUND = Path(os.environ["LAB"])
SERVED = GROUND / "served"
FETCHED = GROUND / "fetched"
LOGS = GROUND / "logs"

# On the same disk as the build.
DISK = BUILD / "bench-disk"


def require_programs():
    require(AGENT, POAP_GET, WANLINK, STUB, INSTANT_VSH, IN_TFTPD, ATFTPD, ATFTP, SSHD, SSH, SFTP, SSH_KEYGEN)


def require(*programs):
    missing = [str(program) for program in programs if not os.access(program, os.X_OK)]
    if missing:
        raise SystemExit(f"bench: missing: {', '.join(missing)}. scripts/bench and scripts/fleet build them.")
