"""The worker as a process: it may be stopped, refused or killed, and leaves a whole result or none."""

import json
import os
import select
import signal
import subprocess
import sys

import msgspec
import pytest

from benchmarks.assignment_instances import make_fair
from tests.assignment.optimiser.instances import booth, plainly

COMMAND = [sys.executable, "-m", "events_app.assignment.optimiser"]


@pytest.fixture
def started(tmp_path):
    """Start a worker on a problem; returns the process and where its result goes."""
    running = []

    def start(problem):
        given, result = tmp_path / "problem.json", tmp_path / "result.json"
        given.write_bytes(msgspec.json.encode(problem))
        command = [*COMMAND, "--problem", given, "--result", result]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        running.append(process)
        return process, result

    yield start
    for process in running:
        process.kill()
        process.communicate()


def wait_for(process, phase):
    """Read progress until a phase begins."""
    for line in process.stdout:
        if json.loads(line)["phase"] == phase:
            return
    pytest.fail(f"never came to {phase}")


def test_a_run_reports_progress_as_json_and_writes_its_result(started):
    process, result = started(make_fair(40, 1.2, 1))
    said = [json.loads(line) for line in process.stdout]
    assert process.wait(60) == 0
    assert [each["phase"] for each in said[:3]] == ["preparing", "queue", "bounding"]
    assert said[-1]["best"] <= said[-1]["bound"]
    assert json.loads(result.read_bytes())["ending"] == "finished"


def test_the_problem_may_come_on_standard_input_and_the_result_go_to_standard_output():
    given = msgspec.json.encode(make_fair(20, 0.8, 1))
    ended = subprocess.run(COMMAND, input=given, capture_output=True, check=True, timeout=60)
    assert "optimised" in json.loads(ended.stdout.splitlines()[-1])["result"]


def test_asked_to_stop_it_writes_the_best_so_far(started):
    process, result = started(make_fair(1000, 1.2, 1))
    wait_for(process, "bounding")
    process.send_signal(signal.SIGTERM)
    process.stdout.read()
    assert process.wait(60) == 0
    found = json.loads(result.read_bytes())
    assert found["ending"] == "stopped"
    assert found["optimised"]["figures"]["placed"] >= found["queue"]["figures"]["placed"] > 700


def test_killed_in_the_middle_it_leaves_nothing_half(started):
    process, result = started(make_fair(1000, 1.2, 1))
    wait_for(process, "bounding")
    process.kill()
    assert process.wait(60) == -signal.SIGKILL
    assert not result.exists()


_STARTER = """
import os, subprocess, sys
worker = subprocess.Popen([*sys.argv[1:], "--parent", str(os.getpid())], stdout=subprocess.DEVNULL)
print(worker.pid, flush=True)
sys.stdin.read()
"""


def test_it_ends_with_the_process_that_started_it(tmp_path):
    """Nobody is left who would read the result, so nobody is made to pay for it."""
    given, result = tmp_path / "problem.json", tmp_path / "result.json"
    given.write_bytes(msgspec.json.encode(make_fair(1000, 1.2, 1)))
    command = [sys.executable, "-c", _STARTER, *COMMAND, "--problem", given, "--result", result]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as web:
        worker = os.pidfd_open(int(web.stdout.readline()))
        web.kill()
    ended, _, _ = select.select([worker], [], [], 120)
    os.close(worker)
    assert ended
    assert not result.exists()


def test_an_impossible_problem_is_refused_with_its_findings(started):
    process, result = started(plainly([booth(1)], []))
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert [each["code"] for each in json.loads(out)["refused"]] == ["no_applications"]
    assert not result.exists()


def test_what_is_no_problem_at_all_is_refused_in_words(tmp_path):
    ended = subprocess.run(COMMAND, input=b'{"booths": 3}', capture_output=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert json.loads(ended.stdout)["refused"][0]["code"] == "unreadable"


def test_a_run_that_needs_too_much_memory_ends_by_itself(tmp_path):
    given = msgspec.json.encode(make_fair(1000, 1.2, 1))
    command = [*COMMAND, "--memory", "70", "--result", tmp_path / "result.json"]
    ended = subprocess.run(command, input=given, capture_output=True, check=False, timeout=120)
    assert ended.returncode != 0
    assert not (tmp_path / "result.json.part").exists()
