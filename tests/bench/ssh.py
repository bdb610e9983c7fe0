"""An OpenSSH server, and the clients that download from it: the agent's with a password, OpenSSH's with a key."""

import os
import subprocess

import places
from clients import Client
from servers import Server

USER = "root"
PASSWORD = "bench"
FOLDER = places.GROUND / "ssh"
HOST_KEY = FOLDER / "host_key"
USER_KEY = FOLDER / "user_key"
CONFIG = f"""HostKey {HOST_KEY}
AuthorizedKeysFile {USER_KEY}.pub
PermitRootLogin yes
PidFile none
StrictModes no
UsePAM no
UseDNS no
Subsystem sftp internal-sftp
"""


def agent_by(protocol):
    return lambda address: [places.POAP_GET, "--user", USER, "--password", PASSWORD,
                            f"{protocol}://{address}{places.SERVED}/image", places.FETCHED]


def openssh_sftp(address):
    return [places.SFTP, "-q", "-S", places.SSH, "-F", "none", "-i", USER_KEY, "-o", "StrictHostKeyChecking=no",
            "-o", "UserKnownHostsFile=/dev/null", f"{USER}@{address}:{places.SERVED}/image", places.FETCHED]


def openssh_server(address):
    return [places.SSHD, "-D", "-e", "-f", FOLDER / "sshd_config", "-o", f"ListenAddress={address}"]


SERVER = Server("OpenSSH", openssh_server, table="tcp", port=22)
CLIENTS = [Client("agent", agent_by("sftp")), Client("agent, scp", agent_by("scp")), Client("sftp", openssh_sftp)]


def prepare():
    """Makes the keys, and gives this machine's root the password, in the bench's own mount namespace only."""
    FOLDER.mkdir()
    for key in (HOST_KEY, USER_KEY):
        subprocess.run([places.SSH_KEYGEN, "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    (FOLDER / "sshd_config").write_text(CONFIG)
    os.makedirs("/run/sshd", exist_ok=True)
    digest = subprocess.run(["openssl", "passwd", "-6", PASSWORD], check=True, capture_output=True, text=True).stdout
    replace_lines("/etc/passwd", "root:x:0:0::/root:/bin/sh\nsshd:x:105:65534::/run/sshd:/usr/sbin/nologin\n")
    replace_lines("/etc/shadow", f"root:{digest.strip()}:1::::::\n")


def replace_lines(file, text):
    own = FOLDER / os.path.basename(file)
    own.write_text(text)
    subprocess.run(["mount", "--bind", own, file], check=True)
