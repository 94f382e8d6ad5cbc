#!/bin/sh
# Make a virtual environment in the folder named, unless a working one is there.
set -eu
folder=$1

"$folder/bin/python" -c 'import pip' 2>/dev/null && exit 0

for python in ${PYTHON3:-python3 python3.14 python3.13 python3.12 python3.11}; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    found=$python
    "$python" -c 'import ensurepip, venv' 2>/dev/null || continue
    echo "Making $folder with $("$python" --version) …"
    exec "$python" -m venv --clear "$folder"
done

if [ -n "${found:-}" ]; then
    echo "Python ($found) cannot make virtual environments here." >&2
    echo "On Debian and Ubuntu: apt-get install python3-venv" >&2
else
    echo "Python 3.11 or newer is needed and none was found (PYTHON3=/path/to/python names one)." >&2
fi
exit 1
