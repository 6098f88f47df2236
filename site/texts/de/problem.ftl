## Was nicht ging und was zu tun ist. Die Codes, die Programme lesen, stehen in `contract::problem`.

problem-internal = Bei uns ist etwas schiefgegangen. Es wurde nichts abgebucht; bitte versuchen Sie es noch einmal.
problem-busy = Im Shop ist gerade sehr viel los. Bitte versuchen Sie es gleich noch einmal.
problem-nothing-here = Hier ist nichts.
problem-own-address = Der Shop antwortet nur unter seiner eigenen Adresse.
problem-foreign-origin = Diese Anfrage kam von einer anderen Website.
problem-too-large = Die Anfrage ist größer als { $most } Bytes.
problem-media-type = Senden Sie ein Formular oder JSON.
problem-unreadable = Die Anfrage ist nicht lesbar: { $why }
# `why` nennt das Feld und was daran falsch ist, für den, der das anfragende Programm geschrieben hat.
problem-field = Die Anfrage enthält etwas Unbrauchbares: { $why }

## Warenkorb.

problem-quantity = Die Menge ist eine ganze Zahl von 1 bis { $most }.
problem-not-sold = { $sku } ist hier nicht erhältlich.
problem-line-full = Von einem Artikel passen höchstens { $most } Stück in eine Bestellung. Schreiben Sie uns, wenn Sie mehr brauchen.
problem-cart-full = In eine Bestellung passen höchstens { $most } verschiedene Artikel.
problem-cart-ordered = Dieser Warenkorb wurde soeben bestellt. Laden Sie die Seite neu, um weiterzumachen.
problem-no-line = Das ist nicht mehr in Ihrem Warenkorb. Bitte legen Sie es noch einmal hinein.
problem-no-property = Bei diesem Artikel gibt es kein Feld `{ $property }`.
problem-property = { $name }: { $why }
problem-text-empty = Geben Sie ein, was geschrieben werden soll, oder lassen Sie das Feld leer.
problem-text-long = Höchstens { $most } Zeichen passen, und dieser Text hat { $length }. Bitte kürzen Sie ihn.
problem-text-letter = { $letter } kann nicht geschrieben werden. Möglich sind lateinische Buchstaben, Ziffern, Leerzeichen und . , ! ? ' & - / ( ).
problem-text-quoted = „{ $letter }“
problem-text-break = Ein Zeilenumbruch
problem-text-code = Das Zeichen { $code }
problem-cart-link = Das ist nicht der Link eines Warenkorbs. Bitte kopieren Sie ihn vollständig.
problem-cart-link-expired = Dieser Link ist abgelaufen. Auf der Seite des Warenkorbs bekommen Sie einen neuen.
problem-cart-link-ordered = Der Inhalt dieses Warenkorbs wurde bereits bestellt.
problem-cart-gone = Diesen Warenkorb gibt es nicht mehr.
problem-cart-empty = Ihr Warenkorb ist leer.

## Kasse.

problem-title = Das hat nicht geklappt.
problem-to-shop = Zum Shop
problem-already-ordered = Dieser Warenkorb wurde bestellt.
problem-ordered-otherwise = Dieser Warenkorb wurde schon bestellt, mit anderen Angaben. Die Bestellung zeigt, was bestellt wurde.
problem-no-longer-sold = { $sku } ist nicht mehr erhältlich. Entfernen Sie den Artikel aus dem Warenkorb, um weiterzumachen.
problem-not-delivered = Dieser Warenkorb kann nicht in dieses Land geliefert werden. Wählen Sie ein anderes Land oder weniger schwere Artikel.
problem-delivery-not-offered = Diese Lieferung kann für diese Bestellung nicht gewählt werden.
problem-choose-country = Wählen Sie eines der Länder, in die wir liefern.
problem-choose-delivery = Diese Lieferung wird für diese Bestellung nicht angeboten. Bitte prüfen Sie Lieferung und Gesamtsumme noch einmal.
problem-choose-method = Diese Zahlungsart wird für diese Bestellung nicht angeboten. Bitte wählen Sie eine andere.
problem-method-not-offered = Diese Zahlungsart wird für diese Bestellung nicht angeboten.
problem-below-minimum = Bestellungen unter { $minimum } können nicht mit Karte bezahlt werden.
problem-too-many-for-later = Bis zu { $units } Stück können später bezahlt werden. Wählen Sie die Karte, oder schreiben Sie uns.
problem-cart-changed = Der Warenkorb wurde in einem anderen Fenster geändert. Bitte prüfen Sie ihn und bestellen Sie noch einmal.
problem-total-changed = Die Gesamtsumme ist jetzt { $total }. Bitte prüfen Sie sie und bestellen Sie noch einmal.
problem-not-enough = Von { $title } ist nicht mehr genug da.
problem-fields = Einige Angaben brauchen noch einen Blick.
problem-mail-full = Mit dieser E-Mail-Adresse gibt es { $count } unbezahlte Bestellungen. Bezahlen Sie eine davon oder ändern Sie zuerst ihren Warenkorb; unbezahlte Bestellungen enden von selbst innerhalb von zwei Stunden.
problem-network-full = Aus Ihrem Netz wurden zu viele unbezahlte Bestellungen aufgegeben. Bitte versuchen Sie es später noch einmal; Ihr Warenkorb bleibt erhalten.
problem-network-declined = Aus Ihrem Netz wurden heute zu viele Zahlungen abgelehnt. Bitte wählen Sie eine Zahlungsart ohne Karte oder versuchen Sie es morgen noch einmal; Ihr Warenkorb bleibt erhalten.

## Eine Bestellung.

problem-order = Bestellung
problem-order-title = Wir konnten diese Bestellung nicht finden.
problem-order-link = Wir konnten diese Bestellung nicht finden. Nehmen Sie den Link aus der E-Mail.
problem-order-key = Öffnen Sie den Link aus unserer E-Mail noch einmal: Dieser ist nicht vollständig.
problem-order-stands = Diese Bestellung ist bezahlt und bleibt bestehen.
problem-order-erased = Diese Bestellung kann nicht mehr bezahlt werden.
problem-order-not-waiting = Diese Bestellung wartet nicht auf eine Zahlung.
problem-order-canceling = Diese Bestellung wird gerade storniert.
problem-order-too-often = Die Zahlung dieser Bestellung wurde zu oft versucht. Legen Sie sie zurück in den Warenkorb.
problem-order-too-late = Die Zeit, diese Bestellung zu bezahlen, ist abgelaufen. Legen Sie sie zurück in den Warenkorb.
problem-method-gone = Diese Zahlungsart wird nicht mehr angeboten.
problem-payment-page = Die Zahlungsseite ist gerade nicht erreichbar. Bitte versuchen Sie es bald noch einmal.
problem-provider = Der Zahlungsdienstleister ist nicht erreichbar. Bitte versuchen Sie es bald noch einmal.

## Nur von Programmen gefragt.

problem-no-market = Es gibt keinen Markt `{ $market }`.
problem-too-many-skus = Höchstens { $most } Artikelnummern können auf einmal abgefragt werden.
problem-too-many-properties = Höchstens { $most } Eigenschaften können auf einmal abgefragt werden.
problem-no-webhook = Diesen Webhook gibt es nicht.
problem-not-signed = Das Ereignis ist nicht wie vereinbart signiert.
