cart-title = Ihr Warenkorb
cart-name = Warenkorb
cart-empty = Ihr Warenkorb ist leer.
cart-look-around = Stöbern
cart-ordered = Den Inhalt dieses Warenkorbs haben Sie bestellt.
cart-see-order = Zur Bestellung
cart-back = Zum Warenkorb

## Was sich geändert hat, seit der Warenkorb zuletzt gezeigt wurde.

cart-was = vorher
cart-now = jetzt
cart-currency-changed = Die Preise haben sich geändert: Sie sind jetzt in { $currency }. Bitte sehen Sie sie noch einmal an.
cart-prices-changed = { $count ->
    [one] { $count } Preis hat sich seit Ihrem letzten Besuch geändert. Seine Zeile zeigt den alten und den neuen.
   *[other] { $count } Preise haben sich seit Ihrem letzten Besuch geändert. Jede Zeile zeigt den alten und den neuen.
}
cart-price-changed = Der Preis von { $title } hat sich geändert: { $prices }.
cart-gone = { $title } ist nicht mehr erhältlich. Bitte entfernen Sie den Artikel, um zur Kasse zu gehen.
cart-sold-out = { $title } ist ausverkauft. Bitte entfernen Sie den Artikel, um zur Kasse zu gehen.
cart-too-few = { $available ->
    [one] Von { $title } ist nur noch { $available } Stück da, in Ihrem Warenkorb liegen { $wanted }. Bitte verringern Sie die Menge, um zur Kasse zu gehen.
   *[other] Von { $title } sind nur noch { $available } Stück da, in Ihrem Warenkorb liegen { $wanted }. Bitte verringern Sie die Menge, um zur Kasse zu gehen.
}
cart-removed = { $title } wurde entfernt.
cart-undo = Rückgängig
# Wird hinter „Rückgängig“ vorgelesen.
cart-undo-what = machen, dass { $title } entfernt wurde

## Eine Zeile.

cart-each = je { $price }
cart-line-sold-out = Ausverkauft.
cart-line-left = Nur noch { $count } Stück da.
cart-line-gone = Nicht mehr erhältlich.
cart-quantity-of = Menge von { $title }
cart-update = Ändern
# Wird hinter „Ändern“ vorgelesen.
cart-update-what = der Menge von { $title }
cart-remove = Entfernen

## Was auf ein Stück geschrieben werden soll, noch einmal gefragt, wenn es nicht geht.

cart-written-title = Eine Angabe braucht noch einen Blick
cart-written-lead = Im Warenkorb ist noch nichts; alles, was Sie eingegeben haben, steht noch hier.
cart-written-back = Zurück zum Produkt
cart-written-optional = (freiwillig)
cart-written-hint = Höchstens { $most } Zeichen. Aufpreis: { $price }.
# Das Gesetz: Richtlinie 2011/83/EU Art. 16 Buchst. c. Die 30 Tage gewährt der Shop selbst.
cart-written-made-for-you = Mit Ihrem Text wird es eigens für Sie angefertigt: Dafür gibt es kein Widerrufsrecht, und unsere 30 Tage gelten nicht.
cart-written-add = In den Warenkorb

## Was es kostet.

cart-totals = Summen
cart-note-included = inkl. MwSt. Die Versandkosten werden an der Kasse berechnet.
cart-note-added = Versandkosten und, wo fällig, Verkaufssteuer werden an der Kasse berechnet.
cart-tax-included = inkl. MwSt., zzgl. Versandkosten
cart-tax-added = zzgl. Versandkosten und, wo fällig, Verkaufssteuer
cart-from = ab { $price }
cart-estimated-total = Voraussichtliche Gesamtsumme
cart-shipping-later = an der Kasse
cart-total-before-shipping = Summe ohne Versand
cart-blocked = Bitte ändern Sie zuerst die markierten Zeilen.
cart-checkout = Zur Kasse

## Der Warenkorb auf einem anderen Gerät: der Link dorthin und was er öffnet.

cart-link-offer = Auf einem anderen Gerät fortfahren
cart-link-title = Auf einem anderen Gerät fortfahren
cart-link-lead = Öffnen Sie dort diesen Link oder scannen Sie den Code. Er gilt bis { $until }. Wer ihn hat, kann sehen, was in diesem Warenkorb liegt, und es in den eigenen übernehmen, Ihren aber nicht ändern.
cart-link-address = Link zu Ihrem Warenkorb
cart-link-copy = Kopieren
cart-link-copied = Kopiert
cart-link-code = QR-Code des Links zu Ihrem Warenkorb
cart-arrived-title = Ein Warenkorb von einem anderen Gerät
cart-arrived-lead = In Ihren Warenkorb übernehmen? Was schon darin liegt, bleibt. Was in beiden liegt, zählt mit der größeren Menge.
cart-arrived-empty = Dieser Warenkorb ist inzwischen leer.
cart-arrived-put = In meinen Warenkorb
