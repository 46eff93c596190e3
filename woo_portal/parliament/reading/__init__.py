"""From a document with parliamentary questions to its parts: who asks whom, about what, until when, and which questions.

Pure: no Django, no database. `reading.forms` turns each form of document into lines; the rest reads the lines, whatever
form they came from. What is uncertain is flagged for a person to look at, and no line is dropped.
"""
