"""Answers of /api/switches for the tests of the page and for its picture."""
import copy

NOW = "2026-11-30T10:05:00Z"
OLD, NEW = "nxos.7.0.3.I7.9.bin", "nxos.9.3.10.bin"
STAGES = (
    "lock bootflash", "identify the switch", "find the POAP server", "register with the POAP server", "check the plan",
    "tidy bootflash", "stage the configuration", "stage the image", "commit",
)


def at(time):
    return "2026-11-30T%sZ" % time


def stages(last, state="begun"):
    """The stages up to `last`, which is in this state."""
    done = [{"stage": name, "state": "done", "seconds": 1.2} for name in STAGES[:STAGES.index(last)]]
    return done + [{"stage": last, "state": state, "seconds": None}]


def line(message, level="info", time="10:04:58"):
    return {"time": at(time), "level": level, "message": message}


def waiting(number, name=None):
    """A listed switch that has not been seen."""
    return {
        "key": "switch %d" % number,
        "hostname": name or "leaf%d" % number, "serial": "FDO2416%04d" % number, "mac": None,
        "listed": True, "entry": None,
        "state": "waiting", "reports": False, "agent": None, "attempts": 0, "started": None, "ended": None,
        "last_seen": None, "complete": None, "running_image": None, "planned_images": [NEW], "stages": [],
        "progress": None, "install": None, "requests": [], "message": None, "result": None,
    }


def seen(number, name=None, **changes):
    """A switch that has reported."""
    return {
        **waiting(number, name), "mac": "700f.6a91.%04x" % number, "state": "running", "reports": True,
        "agent": "0.2.0", "attempts": 1, "started": at("10:03:48"), "last_seen": at("10:04:59"),
        "complete": True, "running_image": OLD, **changes,
    }


def downloading(number, name=None, megabytes=450, **changes):
    progress = {"file": NEW, "bytes": megabytes * 10**6, "size": 1_900_000_000, "rate": 98_000_000}
    return seen(number, name, stages=stages("stage the image"), progress=progress,
                message=line("downloading http://10.10.20.20:5000/images/" + NEW), **changes)


def provisioned(number, name=None, **changes):
    return seen(number, name, state="provisioned", stages=stages("commit", "done"), ended=at("10:04:40"),
                last_seen=at("10:04:40"),
                message=line("The switch reloads into nxos.9.3.10.bin.", time="10:04:40"),
                result={"exit_code": 0, "hop": False, "stage": None, "cause": None, "advice": "the switch reloads"},
                **changes)


def failed(number, name=None, cause=None, **changes):
    url = "http://10.10.20.20:5000/images/nxos.9.3.11.bin"
    cause = cause or "cannot download %s: the server answers 404 (Not Found)" % url
    advice = "check that the file exists under exactly this name, and is readable"
    return seen(number, name, state="failed", stages=stages("stage the image", "failed"), ended=at("10:04:12"),
                last_seen=at("10:04:12"), planned_images=["nxos.9.3.11.bin"],
                message=line(cause, "error", "10:04:12"),
                result={"exit_code": 5, "hop": False, "stage": "stage the image", "cause": cause, "advice": advice},
                **changes)


def asked(number, name=None, **changes):
    """A switch whose script sends no reports. It gave its MAC address when it registered."""
    requests = [{"time": at("10:02:10"), "what": "registered"},
                {"time": at("10:02:12"), "what": "fetched its configuration"}]
    return {**waiting(number, name), "mac": "700f.6a91.%04x" % number, "state": "asked", "last_seen": at("10:02:12"),
            "requests": requests, **changes}


def unlisted(number, **changes):
    serial = "FDO2416%04d" % number
    requests = [{"time": at("10:02:12"), "what": "registration refused: status 404"}]
    return {
        **asked(number), "listed": False, "hostname": None, "planned_images": [], "requests": requests,
        "entry": '  - hostname: switch%d\n    id: "%s"\n    system_image: ""\n' % (number, serial), **changes}


def status(*switches, **changes):
    return copy.deepcopy({
        "time": NOW, "version": "0.2.0", "faults": [], "hashing": [], "switches": list(switches), **changes})


def rack():
    """A rack in the middle of its work."""
    return status(
        provisioned(1, "spine1"),
        downloading(11, "leaf1", 1310),
        downloading(12, "leaf2", 450, attempts=2),
        failed(13, "leaf3"),
        seen(14, "leaf4", stages=stages("register with the POAP server"), started=at("10:04:55"),
             message=line("registering with http://10.10.20.20:5000")),
        asked(15, "leaf5"),
        waiting(16, "leaf6"),
        unlisted(99),
        faults=["podvars.yml:31: leaf3's image nxos.9.3.11.bin is not in /srv/tftp"],
    )
