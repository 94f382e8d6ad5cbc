"""`make run` in a fresh clone, in a folder with a space in its name, as root and as an ordinary user.

The ordinary user's machine has no Node.js, so the one from PyPI is proven too. Needs the package registries.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
from hashlib import sha256
from pathlib import Path

import httpx
import psutil
import pytest

from events_app.platform.settings import PROJECT, SYSTEM_HOME
from tests.servers import free_port

# What a run says when it makes something that the first one made already.
MADE = ("Installing", "Building", "Making", "floor plans", "the register")
LONGEST_START = 600
"""Seconds after which a start has gone wrong; no figure to be kept."""
NO_NODE = {"node", "nodejs", "npm", "npx", "corepack"}
KINDS = ["root", "ordinary user"] if os.geteuid() == 0 else ["ourselves"]


class Clone:
    """A fresh clone and whoever owns it."""

    def __init__(self, folder: Path, user: pwd.struct_passwd | None, path: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._user = user
        passed_on = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "NODE_", "npm_"))}
        home = user.pw_dir if user else os.environ.get("HOME", "/")
        self._environment = passed_on | {"PATH": path, "HOME": home, "EVENTS_APP_PORT": str(self.port)}
        self.lines: list[str] = []

    def make_run(self) -> None:
        """Run `make run` until it says it is ready."""
        self.lines = []
        self._ready = threading.Event()
        self._process = subprocess.Popen(
            ["make", "run"],  # noqa: S607 - found on the PATH under test
            cwd=self.folder,
            env=self._environment,
            user=self._user.pw_uid if self._user else None,
            group=self._user.pw_gid if self._user else None,
            extra_groups=[] if self._user else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._ready.wait(timeout=LONGEST_START), self.said()
        assert any(line.startswith("Ready:") for line in self.lines), self.said()

    def said(self) -> str:
        return "".join(self.lines)

    def _read(self) -> None:
        with self._process.stdout as output:
            for line in output:
                self.lines.append(line)
                if "Stop with Ctrl-C" in line:  # the last line of the greeting
                    self._ready.set()
        self._ready.set()

    def end(self, how: signal.Signals) -> None:
        """Send a signal to the server itself, and wait until make has noticed."""
        self._server().send_signal(how)
        self._process.wait(timeout=60)
        self._reader.join(timeout=60)

    def end_if_running(self) -> None:
        if self._process.poll() is None:
            if self._server() is not None:
                self.end(signal.SIGTERM)
            else:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait(timeout=60)

    def _server(self) -> psutil.Process | None:
        """`make` runs its one command by `exec`, directly or through a shell."""
        below = psutil.Process(self._process.pid).children(recursive=True)
        return next((process for process in below if "events_app.cli" in process.cmdline()), None)

    def made_again(self) -> list[str]:
        """What the run that is going on has made anew although an earlier one had left it."""
        return [word for word in MADE if word in self.said()]


@pytest.fixture(params=KINDS)
def clone(request):
    home = Path(tempfile.mkdtemp(prefix="events-app-first-run-"))
    folder = home / "bản sao của tôi"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(PROJECT), str(folder)], check=True)  # noqa: S607
    user, path = None, os.environ["PATH"]
    if request.param == "ordinary user":
        name = f"first-run-{secrets.token_hex(3)}"
        subprocess.run(["useradd", "--create-home", name], check=True)  # noqa: S607
        user, path = pwd.getpwnam(name), machine_without_node(home / "bin")
        subprocess.run(["chown", "--recursive", f"{name}:", str(home)], check=True)  # noqa: S607
    made = Clone(folder, user, path)
    yield made
    made.end_if_running()
    if user is None and os.geteuid() == 0:
        shutil.rmtree(SYSTEM_HOME / f"data-{sha256(os.fsencode(folder)).hexdigest()[:12]}")
    if user is not None:
        subprocess.run(["userdel", "--remove", user.pw_name], check=True, capture_output=True)  # noqa: S607
    shutil.rmtree(home)


def machine_without_node(folder: Path) -> str:
    """A PATH of everything the system has but Node.js."""
    folder.mkdir()
    for place in ("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"):
        for program in Path(place).glob("*"):
            link = folder / program.name
            if program.name not in NO_NODE and not link.is_symlink():
                link.symlink_to(program)
    return str(folder)


def test_make_run_serves_demo_data_again_and_after_a_sigkill(clone):
    clone.make_run()
    assert "organizer@demo.example" in clone.said()
    assert httpx.get(clone.url, timeout=30).status_code == 200
    fairs = httpx.get(f"{clone.url}/api/v1/fairs", timeout=30).json()
    assert fairs["total"] >= 25
    clone.end(signal.SIGKILL)

    clone.make_run()
    assert clone.made_again() == []
    assert httpx.get(f"{clone.url}/api/v1/fairs", timeout=30).json() == fairs
    clone.end(signal.SIGTERM)
    assert not [process for process in psutil.process_iter(["cwd"]) if serves(process, clone.folder)]

    clone.make_run()
    assert clone.made_again() == []


def serves(process: psutil.Process, folder: Path) -> bool:
    """Whether a process works inside the clone."""
    return (process.info["cwd"] or "").startswith(str(folder))
