"""Scoring goes on, begins anew for a new version, and gives the same bytes however it runs."""

import json
import shutil
import subprocess
import sys
import time

import pytest

from tests.support.command import Dosimeter

SPEC = """\
name: trial
suite: quickstart
controls: true
repeats: {repeats}
"""
FIXED = {"SOURCE_DATE_EPOCH": "1767225600"}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A finished run with enough answers for several pieces of work."""
    dosimeter = Dosimeter(folder=tmp_path_factory.mktemp("finished"))
    done = dosimeter("run", str(dosimeter.spec(SPEC.format(repeats=12))), **FIXED)
    assert done.returncode == 0, done.stderr
    return dosimeter.folder


@pytest.fixture
def run(dosimeter, template):
    """A copy of the run."""
    shutil.copytree(template, dosimeter.folder, dirs_exist_ok=True)
    return dosimeter.folder / "runs" / "trial"


def scores(run):
    return {p.name: p.read_bytes() for p in sorted((run / "scores").glob("*.jsonl"))}


def test_two_processes_give_the_same_bytes_as_one(dosimeter, run):
    """`--workers 2` and `--workers 1` write identical files."""
    first = scores(run)
    for workers in ("1", "2"):
        done = dosimeter("score", "runs/trial", "--again", "--workers", workers, **FIXED)
        assert done.returncode == 0, done.stderr
    after = scores(run)
    assert after["rules.2.jsonl"] == after["rules.3.jsonl"] == first["rules.jsonl"]
    assert after["sources.2.jsonl"] == after["sources.3.jsonl"] == first["sources.jsonl"]


def test_a_dask_cluster_gives_the_same_bytes_as_one_process(dosimeter, run):
    """A scheduler and two workers, all real processes, write what one process writes."""
    with cluster(dosimeter.folder) as address:
        done = dosimeter("score", "runs/trial", "--again", "--dask", address, **FIXED)
    assert done.returncode == 0, done.stderr
    after = scores(run)
    assert after["rules.2.jsonl"] == after["rules.jsonl"]
    assert after["sources.2.jsonl"] == after["sources.jsonl"]


class cluster:  # noqa: N801
    """A dask scheduler and two workers on loopback."""

    def __init__(self, folder):
        self.file = folder / "scheduler.json"
        self.processes = []

    def start(self, *words):
        command = [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]]
        self.processes.append(
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )

    def __enter__(self):
        common = ["--host", "127.0.0.1", "--no-dashboard"]
        self.start("dask_scheduler", *common, "--port", "0", "--scheduler-file", str(self.file))
        wait_until(self.file.exists)
        time.sleep(0.2)
        address = json.loads(self.file.read_text())["address"]
        for _ in range(2):
            self.start("dask_worker", address, *common, "--nthreads", "1", "--no-nanny")
        wait_until(lambda: workers(address) == 2)
        return address

    def __exit__(self, *exc):
        for process in reversed(self.processes):
            process.terminate()
            process.wait(20)


def workers(address):
    script = (
        "import sys; from distributed import Client;"
        "print(len(Client(sys.argv[1], timeout=20).scheduler_info()['workers']))"
    )
    done = subprocess.run([sys.executable, "-c", script, address], capture_output=True, text=True)
    return int(done.stdout or 0)


def wait_until(holds):
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_scoring_again_without_need_says_so_and_writes_nothing(dosimeter, run):
    """What this version has scored is not scored twice by accident."""
    before = scores(run)
    done = dosimeter("score", "runs/trial")
    assert done.returncode == 0
    assert "nothing new" in done.stdout
    assert scores(run) == before


def test_scoring_goes_on_after_a_torn_line(dosimeter, run):
    """A score file cut in the middle of a line is completed to the same bytes."""
    before = scores(run)
    path = run / "scores" / "rules.jsonl"
    path.write_bytes(before["rules.jsonl"][: len(before["rules.jsonl"]) // 2])
    done = dosimeter("score", "runs/trial", **FIXED)
    assert done.returncode == 0, done.stderr
    assert scores(run) == before
    assert dosimeter("check", "runs/trial").returncode == 0


def test_packing_gives_one_row_a_trial_with_its_verdicts(dosimeter, run):
    """The Parquet table holds every trial with verdict and hits; the lines unpack to the same."""
    import gzip

    import duckdb

    done = dosimeter("pack", "runs/trial")
    assert done.returncode == 0, done.stderr
    packed = run.with_name("trial-packed")
    table = duckdb.sql(
        "SELECT model, rules_verdict, count(*), sum(source_hits) "
        f"FROM '{packed}/trials.parquet' GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert sum(row[2] for row in table) == 12 * 144
    assert {row[1] for row in table if row[0] == "control/refuser"} == {"non_response"}
    lines = gzip.decompress((packed / "transcripts.jsonl.gz").read_bytes())
    assert lines == (run / "transcripts.jsonl").read_bytes()


def test_pandas_reads_the_tables_of_a_report(run):
    """trials.csv has one row a trial and rates.csv one a rate, with columns pandas can type."""
    import pandas

    trials = pandas.read_csv(run / "report" / "trials.csv")
    assert len(trials) == 12 * 144
    assert trials["trial_id"].is_unique
    rates = pandas.read_csv(run / "report" / "rates.csv")
    assert len(rates) > 10
