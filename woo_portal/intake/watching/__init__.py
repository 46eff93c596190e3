"""A folder that is watched: whatever export finishes arriving in it is brought into the archive, and put aside.

    PATH/chat.zip, PATH/chat.txt …    of nobody in particular
    PATH/Kofi Mensah/…                of the telephone of the person of that name; exports may be folders here
    PATH/onbekend/…                   of nobody in particular; exports may be folders here
    PATH/bezig/…                      claimed by the watcher, until their import has ended
    PATH/verwerkt/…, PATH/geweigerd/… where they end; the watcher removes nothing

`inbox` says what lies there and has settled, `claims` takes it away in steps of which each may be the last, and `watcher` goes
round.
"""
