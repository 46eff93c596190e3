"""Finding messages: `query` turns words, persons, dates and topics into one question; `index` keeps the derived rows."""
