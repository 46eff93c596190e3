"""What a reader calls each kind of personal data. Pure: what is printed needs these words too."""

from __future__ import annotations

from redaction.detecting import Label

LABEL_NAMES: dict[Label, str] = {
    Label.PERSON: "naam",
    Label.PHONE: "telefoonnummer",
    Label.EMAIL: "e-mailadres",
    Label.ADDRESS: "adres",
    Label.BSN: "burgerservicenummer",
    Label.IBAN: "rekeningnummer",
    Label.LICENCE_PLATE: "kenteken",
    Label.DATE_OF_BIRTH: "geboortedatum",
    Label.ID_DOCUMENT: "identiteitsbewijs",
    Label.BANK_CARD: "bankpas",
    Label.CREDENTIAL: "wachtwoord of toegangscode",
    Label.HANDLE: "gebruikersnaam",
    Label.URL: "persoonlijke link",
    Label.LOCATION: "verblijfplaats",
    Label.OTHER_ID: "ander nummer van een persoon",
    Label.SPECIAL: "bijzonder persoonsgegeven",
    Label.OTHER: "iets anders",
}
"""What a reviewer calls each kind of data."""
