"""Stands alone, in the environment of the peers: reads a WhatsApp export once and prints the CPU seconds and the messages."""

from __future__ import annotations

import json
import sys
import time
import warnings
from typing import Any

DUTCH = "%d-%m-%Y %H:%M - %name:"


def whatstk(path: str) -> Any:
    """As it is called by who does not know how the headers are written."""
    from whatstk import df_from_whatsapp

    return lambda: df_from_whatsapp(path), len


def whatstk_told(path: str) -> Any:
    """The same, told how the headers of this file are written: it proves nothing."""
    from whatstk import df_from_whatsapp

    return lambda: df_from_whatsapp(path, hformat=DUTCH), len


def chat_miner(path: str) -> Any:
    """Reading alone; no table is made of it before the clock has stopped."""
    from chatminer.chatparsers import WhatsAppParser

    parser = WhatsAppParser(path)
    return parser.parse_file, lambda _: len(parser.parsed_messages.get_df())


PEERS = {"whatstk": whatstk, "whatstk-told": whatstk_told, "chat-miner": chat_miner}
"""What reads a file, and what counts the messages in what it gave."""


def main(name: str, path: str) -> None:
    """Read once."""
    warnings.simplefilter("ignore")
    read, count = PEERS[name](path)
    started = time.process_time()
    found = read()
    seconds = time.process_time() - started
    print(json.dumps({"seconds": seconds, "messages": count(found)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
