#!/bin/sh
# Compile the pins. They hold for every Python this service supports (markers) and name no index, so a machine's
# own mirror is used as it is set up there. Run by `make pins`.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-config \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate "$@"
}
compile pyproject.toml requirements/build.in --output-file requirements/runtime.txt "$@"
compile pyproject.toml requirements/build.in --group dev --constraint requirements/runtime.txt \
    --output-file requirements/dev.txt "$@"
compile requirements/uv.in --output-file requirements/uv.txt "$@"
compile requirements/node.in --output-file requirements/node.txt "$@"
compile requirements/readers.in --output-file requirements/readers.txt "$@"
