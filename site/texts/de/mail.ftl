## Briefe an Kundinnen und Kunden, in der Sprache der Bestellung. Die an den Shop stehen am Ende.

mail-greeting = Guten Tag { $name },
mail-see-order = Zur Bestellung
mail-questions = Fragen? Schreiben Sie an { $mail }.
mail-sent-by = Diese E-Mail hat { $sender } wegen Ihrer Bestellung gesendet.
mail-unclear = Ist etwas unklar? Schreiben Sie an { $mail }.
mail-contact = Kontakt
mail-ordered-on = Sie haben am { $at } zu unseren AGB bestellt.
mail-terms = AGB
mail-withdrawal = Als Verbraucherin oder Verbraucher können Sie diesen Vertrag innerhalb von 14 Tagen nach Erhalt der Ware ohne Angabe von Gründen widerrufen.
mail-withdrawal-form = Widerrufsbelehrung mit Muster-Widerrufsformular
mail-returns = Wenn etwas nicht so ist, wie Sie es sich gewünscht haben, können Sie es zurücksenden.
mail-returns-page = Versand und Rückgabe
mail-made-for-you = { $note } Ausgenommen ist, was Ihren eigenen Text trägt: Es wird eigens für Sie angefertigt.
mail-shipping = Versand ({ $name })
mail-unit = { $count } × { $price }

## Bezeichnungen.

mail-delivery-to = Lieferung an
mail-how = Wie
mail-pickup-at = Abzuholen bei
mail-when = Wann
mail-transfer-to = Überweisung an
mail-amount = Betrag
mail-until = Bis
mail-reference = Verwendungszweck
mail-with = Mit
mail-in-parcel = In diesem Paket
mail-to-come = Kommt noch
mail-tracking = Sendungsnummer { $number }

## Die Bestellung ist bestätigt.

mail-confirmed-subject = Ihre Bestellung { $number } ist bestätigt
mail-confirmed-title = Vielen Dank, Ihre Bestellung ist bestätigt.
mail-confirmed-thanks = Vielen Dank für Ihre Bestellung. { $next }
mail-confirmed-thanks-paid = Vielen Dank für Ihre Bestellung. Ihre Zahlung über { $amount } ist eingegangen. { $next }
mail-packing = Wir packen jetzt. Die Lieferung kommt in { $days } an.
mail-pickup = Sie ist { $promise }. Bitte bringen Sie zur Abholung die Bestellnummer mit.

## Die Bestellung ist da und wird später bezahlt.

mail-transfer-subject = Ihre Bestellung { $number }: Bitte überweisen Sie { $total }
mail-transfer-title = Vielen Dank. Noch eine Überweisung, dann gehört es Ihnen.
mail-transfer = Bitte überweisen Sie { $total } bis { $until }. So lange halten wir alles für Sie zurück; sobald das Geld da ist, geht es auf den Weg.
mail-ready-subject = Ihre Bestellung { $number }: Wir machen alles bereit
mail-ready-title = Vielen Dank. Wir machen alles bereit.
mail-ready = Ihre Bestellung ist { $promise }. Sie zahlen { $total } bei der Abholung; wir bewahren alles bis { $until } für Sie auf.
mail-waits-subject = Ihre Bestellung { $number } wartet auf die Zahlung
mail-waits-title = Vielen Dank. Noch eine Zahlung, dann gehört es Ihnen.
mail-waits = Sie können { $total } auf der Bestellseite bezahlen. Wir halten alles bis { $until } für Sie zurück.

## Die Bank arbeitet an der Zahlung.

mail-processing-subject = Ihre Bestellung { $number } ist da; die Zahlung ist unterwegs
mail-processing-title = Vielen Dank. Ihre Bestellung ist da.
mail-processing-debit = Ihre Bank zieht { $total } ein, das dauert bis zu einer Woche.
mail-processing-check = Ihre Zahlung über { $total } wird geprüft, das kann ein bis zwei Tage dauern.
mail-processing-hold = { $work } Bis dahin halten wir alles für Sie zurück und schreiben wieder, sobald es entschieden ist.
mail-processing-nothing = Sie brauchen nichts weiter zu tun.

## Eine Zahlung wurde nicht abgeschlossen.

mail-unpaid-subject = Ihre Bestellung { $number } ist noch nicht bezahlt
mail-unpaid-title = Die Zahlung wurde nicht abgeschlossen.
mail-unpaid-preview = Es wurde nichts abgebucht. Wir halten alles bis { $until } für Sie zurück.
mail-unpaid = Es wurde nichts abgebucht. Wir halten alles bis { $until } für Sie zurück; bis dahin können Sie noch einmal bezahlen.
mail-unpaid-nothing = Wenn Sie es sich anders überlegt haben, brauchen Sie nichts zu tun: Die Bestellung endet von selbst.
mail-unpaid-pay = { $total } jetzt bezahlen

## Die Bestellung wurde storniert.

mail-canceled-subject = Ihre Bestellung { $number } wurde storniert
mail-canceled-title = Ihre Bestellung wurde storniert.
mail-canceled = { $why } { $money }
mail-canceled-expired = Sie wurde nicht rechtzeitig bezahlt, deshalb kam alles zurück ins Regal.
mail-canceled-changed = Sie wollten sie ändern: Alles ist wieder in Ihrem Warenkorb.
mail-canceled-staff = Wir konnten sie so nicht ausführen.
mail-canceled-capture = Ihre Bank hat die Zahlung erst erlaubt und dann abgelehnt.
mail-canceled-payment = Ihre Bank hat die Zahlung nicht eingelöst.
mail-canceled-declines = Die Zahlung wurde zu oft abgelehnt, deshalb wurde ihre Seite zum Schutz der Karteninhaber geschlossen.
mail-canceled-money = Die bezahlten { $amount } gehen auf demselben Weg zurück.
mail-canceled-money-rest = Was von den bezahlten { $amount } noch übrig ist, geht auf demselben Weg zurück.
mail-canceled-nothing = Es wurde nichts abgebucht; falls Ihre Bank eine Vormerkung zeigt, verschwindet sie von selbst.
mail-back-to-cart = Zurück zum Warenkorb
mail-back-to-shop = Zurück zum Shop

## Ein Paket ging auf den Weg.

mail-shipped-subject = Ihre Bestellung { $number } ist unterwegs
mail-shipped-title = Ein Paket ist auf dem Weg zu Ihnen.
mail-shipped = { $carrier } hat Ihr Paket seit { $at }.
mail-shipped-in-part = { $carrier } hat Ihr Paket seit { $at }. Der Rest folgt in einem weiteren.
mail-pickup-subject = Ihre Bestellung { $number } liegt für Sie bereit
mail-pickup-title = Ihre Bestellung kann abgeholt werden.
mail-pickup-bring = Bitte bringen Sie zur Abholung die Bestellnummer mit.
mail-pickup-bring-in-part = Bitte bringen Sie zur Abholung die Bestellnummer mit. Der Rest folgt in einem weiteren Paket.

## Geld geht zurück.

mail-refunded-subject = { $amount } Ihrer Bestellung { $number } sind auf dem Weg zurück
mail-refunded-title = Ihr Geld ist auf dem Weg zurück.
mail-refunded = { $why } { $way }
mail-refunded-card = Es geht zurück auf die Karte, von der es kam; bis Ihre Bank es zeigt, kann es bis zu zehn Werktage dauern.
mail-refunded-debit = Es geht zurück auf das Konto, von dem es kam; bis Ihre Bank es zeigt, kann es bis zu zehn Werktage dauern.
mail-refunded-way = Es geht auf demselben Weg zurück.
mail-refunded-late = Ihre Zahlung über { $amount } kam, als diese Bestellung schon storniert war; deshalb wird nichts versandt, und alles geht zurück.
mail-refunded-twice = Diese Bestellung wurde doppelt bezahlt, deshalb gehen { $amount } an Sie zurück. An Ihrer Bestellung ändert sich nichts.
mail-refunded-given = Wir erstatten Ihnen { $amount }.
mail-refunded-again = Sie können gern noch einmal bestellen: Die Bestellseite legt alles zurück in Ihren Warenkorb.
mail-buy-again = Noch einmal bestellen

## An den Shop, in der Sprache des Shops.

mail-shop-footer = Von { $sender } an die eigene Adresse des Shops gesendet.
mail-shop-to = An
mail-shop-customer = Kundschaft
mail-shop-ordered = Bestellt
mail-shop-dispute = Beanstandung
mail-shop-command = Befehl
mail-shop-since = Seit
mail-shop-items = { $count ->
    [one] { $count } Stück
   *[other] { $count } Stück
}
mail-shop-unit = { $sku } · { $count } × { $price }
mail-shop-new-subject = Neue Bestellung { $number }: { $total }, { $items }
mail-shop-new-title = Eine neue Bestellung.
mail-shop-new-preview = { $items }, { $state }.
mail-shop-new = { $items } für { $total }, { $state }.
mail-shop-to-be-paid = zu zahlen { $way }
mail-shop-paid = bezahlt { $way }
mail-shop-canceled = inzwischen storniert
mail-shop-by-card = mit Karte
mail-shop-by-debit = per Lastschrift
mail-shop-by-paypal = mit PayPal
mail-shop-by-transfer = per Überweisung
mail-shop-by-counter = an der Ladentheke
mail-shop-disputed-subject = Bestellung { $number }: Die Bank der Kundschaft beanstandet { $amount }
mail-shop-disputed-title = Eine Zahlung wird beanstandet.
mail-shop-disputed = Die Bank der Kundschaft will { $amount } zurück. Antworten Sie beim Zahlungsdienstleister, bevor die Frist endet; sonst ist das Geld verloren.
mail-shop-won-subject = Bestellung { $number }: Die Beanstandung über { $amount } ist gewonnen
mail-shop-won-title = Eine Beanstandung ist gewonnen.
mail-shop-won = Die Bank hat entschieden, dass { $amount } bei Ihnen bleiben.
mail-shop-lost-subject = Bestellung { $number }: Die Beanstandung über { $amount } ist verloren
mail-shop-lost-title = Eine Beanstandung ist verloren.
mail-shop-lost = Die Bank hat entschieden, dass { $amount } bei der Kundschaft bleiben.
mail-shop-attention-subject = Bestellung { $number } braucht einen Menschen: { $what }
mail-shop-attention-title = Eine Bestellung braucht einen Menschen.
mail-shop-attention-preview = { $what }: { $detail }
mail-shop-attention = Bestellung { $number }: { $what } ({ $detail }). Keine Regel kann das entscheiden.
mail-shop-attention-command = Der Befehl unten sagt, was zu tun ist, und wie Sie melden, dass es getan ist.
mail-shop-amount-differs = der Zahlungsdienstleister hat einen anderen Betrag als die Bestellung
mail-shop-unexpected-money = es kam Geld, das die Bestellung nicht verlangt hat
mail-shop-stuck = ihre Zahlung kommt nicht voran
mail-shop-refund-failed = eine Erstattung kam nicht an
mail-shop-is-disputed = ihre Zahlung wird beanstandet
