checkout-title = Kasse
checkout-back = Zurück zum Warenkorb
checkout-lead = Sie brauchen kein Konto: Wir fragen nur, was für die Lieferung nötig ist.
checkout-contact = Land und Kontakt
checkout-address = Lieferadresse
checkout-country-label = Land
checkout-country-update = Adressfelder anpassen
checkout-delivery = Lieferung
checkout-arrives = Kommt in { $days } an.
checkout-pickup-at = { $place }, { $promise }.
checkout-payment = Zahlung
checkout-order = Ihre Bestellung
checkout-no-quote = Wählen Sie ein Land, um die Versandkosten zu sehen.
checkout-change-cart = Warenkorb ändern
checkout-update-totals = Summen aktualisieren

## Was vor dem Bestellen zu wissen ist.

checkout-total-changed = Die Gesamtsumme hat sich geändert: { $prices }. Es wurde noch nichts bestellt. Bitte prüfen Sie sie und bestellen Sie noch einmal.
checkout-sold-out = { $title } ist inzwischen ausverkauft. Es wurde nichts bestellt. { $change }
checkout-too-few = { $available ->
    [one] Von { $title } ist nur noch { $available } Stück da, in Ihrem Warenkorb liegen { $wanted }. Es wurde nichts bestellt. { $change }
   *[other] Von { $title } sind nur noch { $available } Stück da, in Ihrem Warenkorb liegen { $wanted }. Es wurde nichts bestellt. { $change }
}
checkout-gone = { $title } ist nicht mehr erhältlich. Es wurde nichts bestellt. { $change }

## Zahlungsarten.

checkout-card = Karte
checkout-card-note = Sie zahlen auf der Seite unseres Zahlungsdienstleisters, die sich als Nächstes öffnet. Ihre Kartendaten sehen wir nie.
checkout-bank-debit = Lastschrift (SEPA)
checkout-bank-debit-note = Sie geben Ihre IBAN auf der Seite unseres Zahlungsdienstleisters an. Wir versenden, sobald Ihre Bank die Lastschrift eingelöst hat, nach einigen Werktagen.
checkout-paypal = PayPal
checkout-paypal-note = Sie bestätigen die Zahlung auf der Seite von PayPal, die sich als Nächstes öffnet.
checkout-bank-transfer = Überweisung
checkout-bank-transfer-note = { $days ->
    [one] Unsere Kontodaten bekommen Sie als Nächstes. Wir versenden, sobald das Geld da ist; bitte überweisen Sie innerhalb von { $days } Tag.
   *[other] Unsere Kontodaten bekommen Sie als Nächstes. Wir versenden, sobald das Geld da ist; bitte überweisen Sie innerhalb von { $days } Tagen.
}
checkout-pay-on-pickup = Bei Abholung zahlen
checkout-pay-on-pickup-note = { $days ->
    [one] Sie zahlen an der Ladentheke. Wir bewahren die Bestellung { $days } Tag für Sie auf.
   *[other] Sie zahlen an der Ladentheke. Wir bewahren die Bestellung { $days } Tage für Sie auf.
}

## Die Schaltfläche, die bestellt: § 312j Abs. 3 BGB.

checkout-accept = Mit Ihrer Bestellung stimmen Sie unseren { $terms } zu; die { $withdrawal } haben Sie gelesen.
checkout-accept-terms = AGB
checkout-accept-withdrawal = Widerrufsbelehrung
checkout-place-included = Zahlungspflichtig bestellen
checkout-place-added = Zahlungspflichtig bestellen

## Felder einer Adresse.

checkout-optional = (freiwillig)
checkout-choose = Bitte wählen
checkout-more = { $fields } hinzufügen
checkout-more-both = { $first } oder { $second }
checkout-email-label = E-Mail
checkout-email-hint = Hierhin geht die Bestätigung.
checkout-name-label = Vor- und Nachname
checkout-company-label = Firma
checkout-company-short = Firma
checkout-line1-label = Straße und Hausnummer
checkout-line2-label = Wohnung, Stockwerk
checkout-line2-short = Wohnung, Stockwerk
checkout-locality-label = Ortsteil
checkout-city-label = Ort
checkout-phone-label = Telefon
checkout-phone-hint = Nur für den Paketdienst, falls etwas unklar ist.
checkout-postal-code-label = { $kind ->
    [zip] ZIP-Code
    [pin] PIN-Code
    [eircode] Eircode
   *[postal] Postleitzahl
}
checkout-region-label = { $kind ->
    [state] Bundesstaat
    [county] Grafschaft
    [prefecture] Präfektur
    [island] Insel
    [emirate] Emirat
    [department] Departement
    [district] Bezirk
    [area] Gebiet
   *[province] Provinz
}

## Was bei einem falschen Feld zu tun ist.

checkout-errors = { $count ->
    [1] Eine Angabe braucht noch einen Blick
    [2] Zwei Angaben brauchen noch einen Blick
    [3] Drei Angaben brauchen noch einen Blick
    [4] Vier Angaben brauchen noch einen Blick
    [5] Fünf Angaben brauchen noch einen Blick
    [6] Sechs Angaben brauchen noch einen Blick
    [7] Sieben Angaben brauchen noch einen Blick
    [8] Acht Angaben brauchen noch einen Blick
    [9] Neun Angaben brauchen noch einen Blick
   *[other] { $count } Angaben brauchen noch einen Blick
}
checkout-email-missing = Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@example.com.
checkout-name-missing = Geben Sie den vollständigen Namen der Person ein, die die Bestellung erhält.
checkout-company-missing = Geben Sie den Namen der Firma ein.
checkout-line1-missing = Geben Sie Straße und Hausnummer ein.
checkout-line2-missing = Geben Sie Wohnung oder Stockwerk ein.
checkout-locality-missing = Geben Sie den Ortsteil ein.
checkout-city-missing = Geben Sie den Ort ein.
checkout-phone-missing = Geben Sie eine Telefonnummer ein.
checkout-phone-wrong = Geben Sie die Telefonnummer nur mit Ziffern ein, zum Beispiel +49 30 123456, oder lassen Sie das Feld leer.
checkout-postal-code-missing = { $kind ->
    [zip] Geben Sie einen ZIP-Code ein.
    [pin] Geben Sie einen PIN-Code ein.
    [eircode] Geben Sie einen Eircode ein.
   *[postal] Geben Sie eine Postleitzahl ein.
}
checkout-postal-code-like = { $kind ->
    [zip] Geben Sie einen ZIP-Code ein, zum Beispiel { $example }.
    [pin] Geben Sie einen PIN-Code ein, zum Beispiel { $example }.
    [eircode] Geben Sie einen Eircode ein, zum Beispiel { $example }.
   *[postal] Geben Sie eine Postleitzahl ein, zum Beispiel { $example }.
}
checkout-region-missing = { $kind ->
    [state] Geben Sie den Bundesstaat ein.
    [county] Geben Sie die Grafschaft ein.
    [prefecture] Geben Sie die Präfektur ein.
    [island] Geben Sie die Insel ein.
    [emirate] Geben Sie das Emirat ein.
    [department] Geben Sie das Departement ein.
    [district] Geben Sie den Bezirk ein.
    [area] Geben Sie das Gebiet ein.
   *[province] Geben Sie die Provinz ein.
}
checkout-region-choose = { $kind ->
    [state] Wählen Sie den Bundesstaat.
    [county] Wählen Sie die Grafschaft.
    [prefecture] Wählen Sie die Präfektur.
    [island] Wählen Sie die Insel.
    [emirate] Wählen Sie das Emirat.
    [department] Wählen Sie das Departement.
    [district] Wählen Sie den Bezirk.
    [area] Wählen Sie das Gebiet.
   *[province] Wählen Sie die Provinz.
}
checkout-region-wrong = { $kind ->
    [state] Wählen Sie den Bundesstaat aus der Liste.
    [county] Wählen Sie die Grafschaft aus der Liste.
    [prefecture] Wählen Sie die Präfektur aus der Liste.
    [island] Wählen Sie die Insel aus der Liste.
    [emirate] Wählen Sie das Emirat aus der Liste.
    [department] Wählen Sie das Departement aus der Liste.
    [district] Wählen Sie den Bezirk aus der Liste.
    [area] Wählen Sie das Gebiet aus der Liste.
   *[province] Wählen Sie die Provinz aus der Liste.
}
checkout-too-long = { $label }: bitte höchstens { $most } Zeichen.
checkout-unprintable = { $label }: Bitte geben Sie es noch einmal in einer Zeile ein; es enthält Zeichen, die sich nicht drucken lassen.
