"""Serve the bare handler with the same server settings as the service."""

import sys
import threading
import time
import urllib.error
import urllib.request

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def _say_when_ready(port: int) -> None:
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            print("Ready:", flush=True)
            return


if __name__ == "__main__":
    port, workers = int(sys.argv[1]), int(sys.argv[2])
    threading.Thread(target=_say_when_ready, args=(port,), daemon=True).start()
    Granian(
        "benchmarks.bare:create_app",
        factory=True,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
