#!/usr/bin/env python3
"""Checks a proof that a chat message is the archived one. Needs nothing but Python 3.9 or newer; asks no network.

    python3 verify_inclusion.py PROOF.json [CHAIN_DIGEST]

CHAIN_DIGEST is a digest of the archive's chain that was published or written down elsewhere: with it, the proof says that
the message was in the archive by then. The message and all it says stand in the proof itself.

Ends with 0 when the proof holds, 1 when it does not, 2 when nothing could be checked.
"""

from __future__ import annotations

import hashlib
import json
import sys

LEAVES = {"woo-inclusion-proof-1": "woo-leaf-1", "woo-inclusion-proof-2": "woo-leaf-2"}
"""The leaf that belongs in a proof of each form; the first form is given out no more."""


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def json_bytes(content: object) -> bytes:
    encoded = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return encoded.encode("utf-8", "surrogatepass")


def content_hash(message: dict, occurrence: int) -> str:
    """The hash of the message; of an equal one further on in its conversation, that hash with its place among them."""
    first = sha256(json_bytes(message))
    return (sha256(first + occurrence.to_bytes(4, "big")) if occurrence else first).hex()


def root_from(leaf: bytes, index: int, count: int, path: list) -> bytes:
    """The Merkle root (RFC 6962, 2.1) over `count` leaves of which this is the one at `index`."""
    if not 0 <= index < count or (count == 1) != (not path):
        raise ValueError("het pad naar de wortel past niet bij de plaats")
    if count == 1:
        return leaf
    half = 1 << ((count - 1).bit_length() - 1)
    below, beside = path[:-1], path[-1]
    if index < half:
        return sha256(b"\x01" + root_from(leaf, index, half, below) + beside)
    return sha256(b"\x01" + beside + root_from(leaf, index - half, count - half, below))


def check(proof: dict, known: str) -> str:
    """Raises `ValueError`, in Dutch, at the first thing that does not hold; else says what was proved."""
    if proof.get("format") not in LEAVES:
        raise ValueError("dit is geen bewijs in een vorm die dit programma kent")
    leaf, chain = proof["leaf"], proof["chain"]
    if any("\n" in line for line in leaf) or leaf[0] != LEAVES[proof["format"]]:
        raise ValueError("het blad heeft een onbekende vorm")
    if leaf[1] != content_hash(proof["message"], proof["occurrence"]):
        raise ValueError("het bericht is niet het bericht waar dit bewijs over gaat")
    hashed = sha256(b"\x00" + "\n".join(leaf).encode("utf-8"))
    path = [bytes.fromhex(item) for item in proof["path"]]
    if root_from(hashed, proof["index"], chain[0]["leaves"], path).hex() != chain[0]["root"]:
        raise ValueError("het bericht staat niet in de batch")
    previous = chain[0]["previous"]
    for link in chain:
        header = {key: value for key, value in link.items() if key != "digest"}
        if link["previous"] != previous or sha256(json_bytes(header)).hex() != link["digest"]:
            raise ValueError(f"de keten is verbroken bij batch {link['number']}")
        previous = link["digest"]
    digests = [link["digest"] for link in chain]
    if known and known not in digests:
        raise ValueError("het opgegeven controlegetal komt in de keten van dit bewijs niet voor")
    upto = known or digests[-1]
    return (
        f"Het bewijs klopt: dit bericht is verzegeld in batch {chain[0]['number']} op {chain[0]['sealed_at']}, en de keten "
        f"loopt ononderbroken door tot controlegetal {upto}."
    )


def main(arguments: list) -> int:
    asks_help = bool({"-h", "--help"}.intersection(arguments))
    if asks_help or len(arguments) not in (1, 2):
        print(__doc__)
        return 0 if asks_help else 2
    try:
        with open(arguments[0], "rb") as file:
            content = file.read()
    except OSError as problem:
        print(f"Kan het bestand niet lezen, dus er is niets gecontroleerd: {arguments[0]} ({problem.strerror}).")
        print("Gebruik: python3 verify_inclusion.py PROOF.json [CHAIN_DIGEST]")
        return 2
    try:
        proof = json.loads(content.decode("utf-8"))
        print(check(proof, arguments[1].strip().lower() if len(arguments) == 2 else ""))
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, OverflowError) as problem:
        print(f"Het bewijs klopt NIET: {problem}")
        return 1
    if len(arguments) == 1:
        print(
            "Vergelijk dat controlegetal met een dat elders is bewaard of bekendgemaakt; anders zegt het alleen iets over"
        )
        print("het bewijs zelf.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
