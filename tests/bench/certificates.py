# SPDX-License-Identifier: MIT
"""Certificates for localhost, made on the fly by the openssl program: root, intermediate, leaf, as servers have."""
from __future__ import annotations

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

SYSTEM_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")


@dataclass(frozen=True)
class Certificates:
    root: Path
    chain: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(self.chain, self.key)
        return context


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def _make(directory: Path, name: str, issuer: str, *extensions: str) -> Path:
    path = directory / f"{name}.pem"
    signing = ["-CA", directory / f"{issuer}.pem", "-CAkey", directory / f"{issuer}.key"] if issuer else []
    options: list[str | Path] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    options += ["-keyout", directory / f"{name}.key", "-out", path, "-subj", f"/CN=posthaste bench {name}"]
    for extension in extensions:
        options += ["-addext", extension]
    _openssl("req", "-x509", "-config", directory / "openssl.cnf", *options, *signing)
    return path


def make(directory: Path) -> Certificates:
    directory.mkdir(exist_ok=True)
    (directory / "openssl.cnf").write_text("[req]\ndistinguished_name = none\n[none]\n")
    authority = ("basicConstraints=critical,CA:true", "keyUsage=critical,keyCertSign,cRLSign")
    root = _make(directory, "root", "", *authority)
    intermediate = _make(directory, "intermediate", "root", *authority)
    leaf = _make(directory, "leaf", "intermediate", "basicConstraints=critical,CA:false",
                 "keyUsage=critical,digitalSignature", "extendedKeyUsage=serverAuth",
                 "subjectAltName=DNS:localhost,IP:127.0.0.1")
    chain = directory / "chain.pem"
    chain.write_text(leaf.read_text() + intermediate.read_text())
    return Certificates(root, chain, directory / "leaf.key")


def with_system_roots(certificates: Certificates, directory: Path) -> tuple[Path, int] | None:
    """A bundle of this system's roots and the one made here, and how many there are; none where there is no bundle."""
    for bundle in SYSTEM_BUNDLES:
        if Path(bundle).is_file():
            text = Path(bundle).read_text() + certificates.root.read_text()
            path = directory / "bundle.pem"
            path.write_text(text)
            return path, text.count("BEGIN CERTIFICATE")
    return None
