#!/bin/sh
# Install pinned packages into the environment of the Python named: `install.sh .venv/bin/python requirements/x.txt`.
# uv does in seconds what takes pip minutes. It is told of the mirrors pip knows; where it cannot use one of them,
# pip installs the same files, which are checked by the same hashes.
set -eu
python=$1 pins=$2

told() { .venv/bin/python -m pip config list 2>/dev/null | sed -n "s/^[^ ]*\.$1='\(.*\)'\$/\1/p" | tail -n 1; }
named() { test -z "$2" || export "$1=$2"; }

mirror() {
    named UV_DEFAULT_INDEX "${PIP_INDEX_URL:-$(told index-url)}"
    named UV_INDEX "${PIP_EXTRA_INDEX_URL:-$(told extra-index-url)}"
    named UV_FIND_LINKS "${PIP_FIND_LINKS:-$(told find-links)}"
    named SSL_CERT_FILE "${PIP_CERT:-$(told cert)}"
    export UV_INDEX_STRATEGY=unsafe-best-match # the hashes say which file is meant, wherever it lies
}

with_uv() {
    mirror
    .venv/bin/uv pip install --quiet --no-config --python "$python" --require-hashes --no-deps --requirement "$pins"
}

if [ -x .venv/bin/uv ] && (with_uv) 2>/dev/null; then
    exit 0
fi
# Compiling every module would take longer than fetching them: Python compiles what is really imported.
exec .venv/bin/python -m pip --python "$python" install -qq --no-compile --require-hashes --no-deps --requirement "$pins"
