"""What persons do in chat: verbs that make the word before them somebody ("Wil neemt op", "Kattenbelt belde")."""

SPEAKING = frozenset(
    "is was heeft had komt kwam gaat ging zegt zei belt belde vraagt vroeg kan kon moet moest mag zal zou weet wist doet"
    " deed neemt nam staat stond zit zat meldt meldde stuurt stuurde mailt mailde appt appte regelt regelde wilde vindt"
    " vond denkt dacht rijdt reed loopt krijgt kreeg geeft gaf blijft bleef wordt werd hoort hoorde kijkt leest schrijft"
    " schreef reageert antwoordt woont werkt".split()
)
"""Third persons, present and past."""
