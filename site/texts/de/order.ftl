## Zeiten, Fristen und Summen einer Bestellung, für Seiten und E-Mails.

order-moment = { $day }. { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
} { $year }, { $time } Uhr (UTC)
order-days = { $count ->
    [one] { $count } Werktag
   *[other] { $count } Werktage
}
order-days-between = { $least }–{ $most } Werktage
# Hinter „in“.
order-within-days = { $count ->
    [one] { $count } Werktag
   *[other] { $count } Werktagen
}
order-within-days-between = { $least }–{ $most } Werktagen
order-ready-in = abholbereit in { $days }
order-subtotal = Zwischensumme
order-shipping = Versand
order-pickup = Abholung
order-free = kostenlos
order-total = Gesamtsumme
order-vat-included = darin enthalten { $rate }{ "\u00A0" }% MwSt.
order-sales-tax = Verkaufssteuer { $rate }{ "\u00A0" }%
# Auf einem Stück, zum Beispiel eine Gravur.
order-written = { $name }: „{ $text }“

## Die Seite.

order-number = Bestellung { $number }
order-what-happened = Was geschehen ist
order-what-next = Wie es weitergeht
order-delivery = Lieferung
order-payment = Zahlung
order-yours = Ihre Bestellung
order-terms = AGB
order-withdrawal = Widerrufsrecht
order-contact = Kontakt
order-pay = Jetzt bezahlen
order-change = Warenkorb ändern
order-back-to-cart = Zurück zum Warenkorb
order-into-cart = Alles zurück in den Warenkorb legen
order-back-to-shop = Zurück zum Shop
order-look-again = Noch einmal nachsehen
order-change-note = Wenn Sie den Warenkorb ändern, endet diese Bestellung: Es wird nichts abgebucht, und alles kommt zurück in Ihren Warenkorb.
order-how-to-pay = So bezahlen Sie
order-to = An
order-amount = Betrag
order-reference = Verwendungszweck
order-until = Bis
order-how = Wie
order-way = { $name }, { $promise }
order-where = Wo
order-when = Wann
order-for = Für
order-paid = Bezahlt
order-given-back = Erstattet
order-refund-on-its-way = { $amount }, unterwegs
order-refund-sent = { $amount }, auf dem Zahlungsweg zurückgesandt

## Wo sie steht.

order-over = Wir beenden diese Bestellung, und alles kommt zurück ins Regal. Falls Sie inzwischen bezahlt haben, geht das Geld auf demselben Weg zurück.
order-completed = Alles ist angekommen.
order-favorite = Wir hoffen, es wird ein Lieblingsstück. Vielen Dank.
order-canceling = Wir stornieren diese Bestellung.
order-canceling-lead = Das dauert einen Moment. Es wird nichts mehr abgebucht.
order-too-late = Die Zeit zum Bezahlen ist abgelaufen.
order-transfer = Vielen Dank. Noch eine Überweisung, dann gehört es Ihnen.
order-transfer-lead = Bitte überweisen Sie { $total } bis { $until }. So lange halten wir alles für Sie zurück; sobald das Geld da ist, geht es auf den Weg.
order-getting-ready = Vielen Dank. Wir machen alles bereit.
order-getting-ready-lead = Sie zahlen { $total } bei der Abholung. Wir bewahren alles bis { $until } für Sie auf. Bitte bringen Sie die Bestellnummer mit.
order-bank-works = Ihre Bank arbeitet daran.
order-bank-works-lead = Das kann eine Weile dauern. Sie brauchen nichts weiter zu tun: Wir schreiben Ihnen, sobald es entschieden ist.
order-confirming = Vielen Dank. Ihre Zahlung wird gerade bestätigt.
order-confirming-lead = Das dauert meist nur wenige Sekunden. Sie können diese Seite verlassen: Wir schreiben Ihnen auch.
order-payment-failed = Die Zahlung hat nicht geklappt.
order-payment-failed-lead = Es wurde nichts abgebucht. Wir beenden diese Bestellung.
order-looking-into = Wir sehen uns diese Zahlung an.
order-looking-into-lead = Daran ist etwas, das ein Mensch klären muss. Fragen erreichen uns unter { $mail }.
order-waiting = Wir warten auf Ihre Zahlung.
order-waiting-lead = Wir halten alles bis { $until } für Sie zurück. Falls Sie gerade bezahlt haben, zeigt es diese Seite gleich.
order-waiting-again-lead = Die letzte Zahlung wurde nicht abgeschlossen, und es wurde nichts abgebucht. Wir halten alles bis { $until } für Sie zurück.
order-not-payable = Diese Bestellung kann nicht mehr bezahlt werden.
order-not-payable-lead = Es wurde nichts abgebucht. Sie endet von selbst am { $until }; bis dahin können Sie alles zurück in den Warenkorb legen und neu bestellen.
order-confirmed = Vielen Dank, Ihre Bestellung ist bestätigt.
order-confirmed-lead = Wir haben an { $mail } geschrieben. Wir packen jetzt; die Lieferung kommt in { $days } an.
order-confirmed-pickup-lead = Wir haben an { $mail } geschrieben. Ihre Bestellung ist { $promise }. Bitte bringen Sie die Bestellnummer mit.
order-confirmed-nobody-lead = Wir haben Ihnen an die angegebene Adresse geschrieben. Wir packen jetzt; die Lieferung kommt in { $days } an.
order-confirmed-nobody-pickup-lead = Wir haben Ihnen an die angegebene Adresse geschrieben. Ihre Bestellung ist { $promise }. Bitte bringen Sie die Bestellnummer mit.
order-part-shipped = Ein Teil ist unterwegs.
order-part-shipped-lead = Der Rest folgt; was in welchem Paket ist, steht unten.
order-shipped = Ihre Bestellung ist unterwegs.
order-shipped-lead = Der Paketdienst hat Ihr Paket.
order-shipped-all-lead = Die Paketdienste haben alle Ihre Pakete.
order-ready = Ihre Bestellung liegt bereit.
order-ready-lead = Bitte bringen Sie zur Abholung die Bestellnummer mit.
order-arrived = Ihre Bestellung ist angekommen.
order-returned = Ihre Bestellung kam zu uns zurück.
order-returned-lead = Wir schreiben Ihnen, wie es weitergeht.

## Warum sie storniert wurde, und was mit dem Geld ist.

order-money-back = Die bezahlten { $amount } gehen auf demselben Weg zurück.
order-money-late = Ihre Zahlung kam, als die Bestellung schon beendet war, und geht vollständig auf demselben Weg zurück.
order-nothing-charged = Es wurde nichts abgebucht; falls Ihre Bank eine Vormerkung zeigt, verschwindet sie von selbst.
order-nothing-to-pay = Es ist nichts zu bezahlen.
order-changed = Alles ist wieder in Ihrem Warenkorb.
order-changed-lead = Diese Bestellung ist beendet, wie Sie es wollten. { $money }
order-expired = Diese Bestellung wurde nicht rechtzeitig bezahlt.
order-expired-lead = Sie ist beendet, und alles kam zurück ins Regal. { $money } Sie können gern neu bestellen.
order-bank-took-back = Ihre Bank hat die Zahlung zurückgenommen.
order-bank-took-back-lead = Sie wurde erst erlaubt und dann abgelehnt, deshalb ist diese Bestellung beendet. { $money }
order-bank-refused = Ihre Bank hat die Zahlung nicht eingelöst.
order-bank-refused-lead = Sie war unterwegs und kam zurück, deshalb ist diese Bestellung beendet. { $money }
order-declined-too-often = Ihre Zahlung wurde zu oft abgelehnt.
order-declined-too-often-lead = Zum Schutz der Karteninhaber wurde die Zahlungsseite geschlossen, und diese Bestellung ist beendet. { $money } Sie können gern neu bestellen und anders bezahlen.
order-canceled = Diese Bestellung wurde storniert.
order-canceled-lead = { $money } Fragen erreichen uns unter { $mail }.

## Ihre Schritte.

order-step-ordered = Bestellt
order-step-paid = Bezahlt
order-step-nothing-to-pay = Bestätigt, nichts zu bezahlen
order-step-canceled = Storniert
order-step-prepared = In Vorbereitung
order-step-picked-up-and-paid = Abgeholt und bezahlt
order-step-by = Bis { $until }.
order-step-payment = Zahlung
order-step-held = Für Sie zurückgehalten bis { $until }.
order-step-shipped = Versandt
order-step-delivered = Zugestellt
order-step-packing = Wir packen gerade.
order-step-ready = Abholbereit
order-step-picked-up = Abgeholt
order-step-getting-ready = Wir machen alles bereit.
order-step-returned = Zurückgekommen
order-step-pickup-at = { $place }: { $promise }.
order-step-after-payment = { $days } nach der Zahlung.

## Ihre Pakete.

order-parcels = { $count ->
    [one] Paket
   *[other] Pakete
}
order-parcel-with = Mit
order-parcel-tracking = Sendungsnummer
order-parcel-content = Inhalt
order-parcel-left = Versandt
order-parcel-ready-since = Abholbereit seit
order-parcel-arrived = Angekommen
order-parcel-picked-up = Abgeholt
