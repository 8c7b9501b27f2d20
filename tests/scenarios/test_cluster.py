"""A Dask cluster searches as this machine does, and what befalls it loses nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import models
from planner.domain import BadInput
from planner.scenarios.cluster import connecting
from planner.scenarios.cluster import crew as crew_of_cluster
from planner.scenarios.cluster.connecting import Tls, is_open
from planner.scenarios.cluster.crew import ClusterCrew, ClusterLost
from planner.scenarios.store import ResultStore
from planner.solving.searching import Report
from planner.solving.together import RepProgress, solve_all
from tests.scenarios.crews import ENDLESS, SOON, Presses, endless, objectives, tiny

distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning",  # Dask's own: sockets of its scheduler that were not closed
)


@contextmanager
def started(workers: int, *, processes: bool = False, **options: Any) -> Iterator[Any]:
    """A cluster on this machine; in this process where no worker has to be killed."""
    with distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=processes,
        dashboard_address=":0",
        resources={"cpu": 1},
        silence_logs=50,
        **options,
    ) as made:
        yield made


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A cluster that all tests share which leave it whole."""
    with started(2, processes=True) as made:
        yield made.scheduler_address


@pytest.fixture
def crew(address: str) -> Iterator[ClusterCrew]:
    with ClusterCrew(address, say=print) as made:
        yield made


def test_both_crews_find_the_same(crew: ClusterCrew) -> None:
    watch = Presses("done", 6)
    there = solve_all(tiny(6), SOON, crew=crew, watch=watch)
    here = solve_all(tiny(6), replace(SOON, workers=1))  # one process is a crew, too
    assert objectives(there) == objectives(here)
    assert list(there) == list(tiny(6))
    assert {rep.state for rep in watch.seen[-1]} == {"done"}
    assert any(rep.state == "searching" for reps in watch.seen for rep in reps)
    assert (crew.width, crew.room) == (2, 4)


def test_a_killed_worker_loses_nothing(crew: ClusterCrew) -> None:
    killed: list[int] = []

    def watch(reps: tuple[RepProgress, ...]) -> None:
        if not killed and any(rep.state == "searching" for rep in reps):
            pid = min(crew.client.run(os.getpid).values())
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    outcomes = solve_all(tiny(8), replace(SOON, work=5), crew=crew, watch=watch)
    assert killed, "no worker was caught at work"
    assert len(objectives(outcomes)) == 8
    crew.client.wait_for_workers(2, timeout=60)  # Dask starts another in its place


def test_stop_ends_what_runs_and_what_waits(crew: ClusterCrew, tmp_path: Path) -> None:
    watch = Presses("searching", 2)
    problems = endless(tmp_path, 8)
    outcomes = solve_all(problems, ENDLESS, crew=crew, watch=watch, stop=watch.pressed.is_set)
    assert len(objectives(outcomes)) == 8
    reasons = {one.stop_reason for one in outcomes.values() if isinstance(one, models.Result)}
    assert reasons == {models.StopReason.STOPPED}
    again = solve_all(tiny(2), SOON, crew=crew)  # the halt was that round's
    assert None not in objectives(again).values()


def test_an_error_of_one_search_is_its_own_and_happens_once(
    crew: ClusterCrew, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[str] = []

    def reports(self: ClusterCrew) -> Iterator[Report]:
        for report in plain(self):
            began.extend([report[0]] if report[1] is None else [])
            yield report

    plain = ClusterCrew.reports
    monkeypatch.setattr(ClusterCrew, "reports", reports)
    no_visits: Any = 5
    outcomes = solve_all(
        tiny(4), replace(SOON, starts={"s0/r1": models.Solution(no_visits)}), crew=crew
    )
    assert isinstance(outcomes.pop("s0/r1"), TypeError)
    assert len(objectives(outcomes)) == 3
    assert began.count("s0/r1") <= 1


def test_another_version_is_refused_before_anything_is_sent(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew_of_cluster, "__version__", "99.1")
    with pytest.raises(BadInput) as refused:
        ClusterCrew(address, say=print)
    assert {finding.code for finding in refused.value.findings} == {"cluster-version"}
    assert len(refused.value.findings) == 2
    assert "99.1" in refused.value.findings[0].remedy


def test_a_worker_that_comes_later_with_another_version_is_refused() -> None:
    with pytest.raises(crew_of_cluster.WrongWorker, match="99"):
        crew_of_cluster.search_on_worker("99.1", "run", "a", "{}", None, {})


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("tcp://127.0.0.1:1", "cluster-unreachable"),
        ("127.0.0.1:8786", "cluster-address"),
        ("tcp://host:8786/x", "cluster-address"),
    ],
)
def test_what_is_no_cluster_is_bad_input(
    address: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "CONNECT_SECONDS", 0.5)
    with pytest.raises(BadInput) as refused:
        ClusterCrew(address, say=print)
    assert [finding.code for finding in refused.value.findings] == [code]


def test_tls_files_that_are_not_there_are_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        ClusterCrew("tls://127.0.0.1:1", say=print, tls=Tls(ca_file=tmp_path / "no.pem"))
    assert [finding.code for finding in refused.value.findings] == ["cluster-tls"]


def test_only_what_leaves_the_machine_unprotected_is_open() -> None:
    assert is_open("tcp://10.0.0.7:8786")
    assert is_open("tcp://scheduler:8786")
    assert not is_open("tls://10.0.0.7:8786")
    assert not is_open("tcp://127.0.0.1:8786")
    assert not is_open("tcp://[::1]:8786")
    assert not is_open("tcp://localhost:8786")


def test_a_scheduler_that_is_lost_ends_the_run_and_what_came_is_kept(tmp_path: Path) -> None:
    problems = tiny(30)
    store = ResultStore(tmp_path / "kept", print)
    with (
        started(1, protocol="tcp://") as made,
        ClusterCrew(made.scheduler_address, say=print) as crew,
    ):

        def watch(reps: tuple[RepProgress, ...]) -> None:
            if sum(rep.state == "done" for rep in reps) >= 2:
                made.close()

        with pytest.raises(ClusterLost, match="is gone"):
            solve_all(problems, replace(SOON, work=2), crew=crew, watch=watch, keep=store)
    said: list[str] = []
    known = ResultStore(tmp_path / "kept", said.append).known(problems, replace(SOON, work=2))
    assert 2 <= len(known) < 30
    assert "goes on from there" in said[0]


def certificates(folder: Path) -> Tls:
    """An authority and a certificate of its own, made by OpenSSL."""
    if shutil.which("openssl") is None:
        pytest.skip("the program openssl, which makes certificates, is not installed")
    key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=planner -keyout"
    (folder / "ext").write_text("subjectAltName=IP:127.0.0.1\n")
    for words in (
        f"req -x509 {key} ca-key.pem -out ca.pem -days 2",
        f"req {key} key.pem -out request.pem",
        "x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2"
        " -extfile ext -out cert.pem",
    ):
        subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)
    return Tls(ca_file=folder / "ca.pem", cert=folder / "cert.pem", key=folder / "key.pem")


def test_tls_lets_in_who_has_a_certificate_and_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = certificates(tmp_path)
    (tmp_path / "other").mkdir()
    stranger = certificates(tmp_path / "other")
    role = {"cert": str(tls.cert), "key": str(tls.key)}
    security = distributed.Security(
        require_encryption=True, tls_ca_file=str(tls.ca_file),
        **{f"tls_{who}_{what}": path for who in ("scheduler", "worker", "client")
           for what, path in role.items()},
    )  # fmt: skip
    with started(1, protocol="tls://", host="127.0.0.1", security=security) as made:
        address = made.scheduler_address
        assert address.startswith("tls://")
        with ClusterCrew(address, say=print, tls=tls) as crew:
            assert None not in objectives(solve_all(tiny(1), SOON, crew=crew)).values()
        monkeypatch.setattr(connecting, "CONNECT_SECONDS", 2.0)
        unlike = replace(stranger, ca_file=tls.ca_file)
        for files, code in ((stranger, "unreachable"), (unlike, "unreachable"), (Tls(), "tls")):
            with pytest.raises(BadInput) as refused:
                ClusterCrew(address, say=print, tls=files)
            assert [f.code for f in refused.value.findings] == [f"cluster-{code}"]
