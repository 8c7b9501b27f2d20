"""The way to a Dask scheduler: its address, its TLS files, and what can be wrong with them."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from planner.domain import BadInput, Finding

CONNECT_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class Tls:
    """Files for a scheduler at ``tls://``; Dask's own configuration stands for those not given."""

    ca_file: Path | None = None
    cert: Path | None = None
    key: Path | None = None


def cluster_finding(code: str, message: str, remedy: str, value: str) -> Finding:
    """What is wrong with a cluster."""
    return Finding(code=f"cluster-{code}", message=message, remedy=remedy, value=value)


def check_address(address: str, tls: Tls | None) -> None:
    """Refuse what is no scheduler's address, and files that are not there.

    Raises
    ------
    BadInput
        With all of it.
    """
    found = []
    if not re.fullmatch(r"(tcp|tls)://(\[[0-9a-fA-F:.]+\]|[^\s/:]+):\d{1,5}", address):
        found.append(
            cluster_finding(
                "address",
                "This is no address of a Dask scheduler",
                "Write it like tcp://127.0.0.1:8786 or tls://host:8786",
                address,
            )
        )
    found += [
        cluster_finding("tls", "There is no such file", "Give a PEM file", str(path))
        for path in ((tls.ca_file, tls.cert, tls.key) if tls else ())
        if path is not None and not path.is_file()
    ]
    if found:
        raise BadInput(found)


def is_open(address: str) -> bool:
    """Whether what is sent to a scheduler can be read, and its workers used, by others."""
    host = address.removeprefix("tcp://").rpartition(":")[0].strip("[]")
    if not address.startswith("tcp://") or host == "localhost":
        return False
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return True


def no_dask(address: str) -> BadInput:
    """Says what to install."""
    return BadInput(
        [
            cluster_finding(
                "extra",
                "The package for clusters is not installed",
                "pip install 'visit-planner[cluster]'",
                address,
            )
        ]
    )


def connected(address: str, tls: Tls) -> Any:
    """A client of the scheduler.

    Raises
    ------
    BadInput
        If Dask is not installed, or no scheduler answers.
    """
    try:
        from distributed import Client
        from distributed.security import Security
    except ImportError:
        raise no_dask(address) from None
    if not logging.getLogger("planner").isEnabledFor(logging.DEBUG):
        for handler in logging.getLogger("distributed").handlers:
            handler.setLevel(logging.CRITICAL)  # what is lost, we say ourselves
    given = {
        "tls_ca_file": tls.ca_file,
        "tls_client_cert": tls.cert,
        "tls_client_key": tls.key,
    }
    security = Security(
        require_encryption=address.startswith("tls://"),
        **{name: str(path) for name, path in given.items() if path is not None},
    )
    try:
        if (
            security.require_encryption
            and security.get_connection_args("client").get("ssl_context") is None
        ):
            raise BadInput(
                [
                    cluster_finding(
                        "tls",
                        "tls:// needs certificates",
                        "Give --tls-ca, --tls-cert and --tls-key, or Dask's own settings",
                        address,
                    )
                ]
            )
        return Client(
            address,
            security=security,
            timeout=CONNECT_SECONDS,
            name="planner",
            set_as_default=False,
        )
    except (OSError, TimeoutError, TypeError, ValueError, RuntimeError) as error:
        raise BadInput(
            [
                cluster_finding(
                    "unreachable",
                    f"No Dask scheduler answers: {_deepest(error)}",
                    "See that dask scheduler runs there, and with tls:// that the files are those "
                    "of its authority",
                    address,
                )
            ]
        ) from error


def _deepest(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
