#!/bin/sh
# Make sure there is a Chromium for the tests that drive a real browser.
set -eu
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium for the browser tests …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get install --yes --quiet --no-install-recommends chromium >/dev/null 2>&1 ||
        { apt-get update --quiet >/dev/null && apt-get install --yes --quiet --no-install-recommends chromium >/dev/null; }
    exit 0
fi
echo "The browser tests need Chromium, and only root can install it." >&2
echo "On Debian: apt-get install chromium" >&2
exit 1
