"""The server hashes passwords before it forks its workers; the workers must still be able to."""

import subprocess
import sys

_STORY = """
import asyncio, os, signal
from events_app.accounts.passwords import hash_password, password_matches

stored = asyncio.run(hash_password("mua xuan o Me Linh"))
child = os.fork()
if child == 0:
    signal.alarm(20)
    os._exit(0 if asyncio.run(password_matches(stored, "mua xuan o Me Linh")) else 3)
os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255)
"""


def test_worker_forked_after_a_hash_still_checks_passwords():
    told = subprocess.run([sys.executable, "-c", _STORY], capture_output=True, text=True, timeout=60, check=False)
    assert (told.returncode, told.stderr) == (0, "")
