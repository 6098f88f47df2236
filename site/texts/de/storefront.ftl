### Was Vorlagen und Skripte sagen. Wörter in Klammern werden dort gefüllt, wo der Text steht.

## Der Rahmen jeder Seite

frame-skip = Zum Inhalt springen
frame-cart = Warenkorb
frame-cart-unit = { $count ->
    [one] Artikel
   *[other] Artikel
}
frame-categories = Kategorien
frame-help = Hilfe
frame-shop = Das Geschäft
frame-close = Schließen
frame-unreached = Der Shop ist nicht erreichbar. Sehen Sie in Ihren Warenkorb, bevor Sie es noch einmal versuchen.
locales-label = Sprache und Währung
feed-title = alle Produkte

page-shipping = Versand und Rückgabe
page-withdrawal = Widerrufsrecht
page-contact = Kontakt
page-accessibility = Barrierefreiheit
page-about = Über uns
page-terms = AGB
page-privacy = Datenschutz
page-imprint = Impressum

tax-note-inclusive = inkl. MwSt., zzgl. Versand
tax-note-exclusive = zzgl. Versand und gegebenenfalls Steuern

## Suche und Filter

search-label = Den Shop durchsuchen
search-verb = Suchen
find-none = Zu „{ $words }“ passt nichts. Versuchen Sie es mit weniger oder anderen Wörtern.
find-all = Alle { $count } zeigen
find-more = Mehr zeigen
facet-brand = Marke
filter-price = Preis
filter-from = Von
filter-to = Bis
filter-up-to = { $products }, bis { $price }
filter-in-stock = Auf Lager
filter-sort = Sortieren
filter-apply = Anwenden
sort-newest = Neueste zuerst
sort-price-up = Preis aufsteigend
sort-price-down = Preis absteigend
sort-name = Name

## Startseite und Kategorien

home-everything = Alles, nach Art
list-comma = {", "}
products-count = { $count ->
    [one] { $count } Produkt
   *[other] { $count } Produkte
}
category-products = Produkte
category-none = Kein Produkt passt zu alledem.
category-show-all = Alle zeigen
category-pages = Seiten
category-page = Seite
category-page-title = { $name }, Seite { $page }
category-prices = Alle Preise { $note }.
card-from = ab
card-few-left = Nur noch wenige

## Ein Produkt

product-breadcrumb = Pfad
product-larger = , größer
product-quantity = Menge
product-add = In den Warenkorb
product-sold-out = Ausverkauft
product-no-longer-sold = Nicht mehr im Sortiment
product-return = 30 Tage Rückgaberecht
product-return-why = , ohne Angabe von Gründen
product-free-from = Versandkostenfrei ab { $amount }
product-no-script = Wir prüfen den Bestand, wenn Sie das Produkt in den Warenkorb legen.
product-related = Passt gut dazu
product-seen = Zuletzt angesehen
product-zoom = Größeres Bild
product-previous = Zurück
product-next = Weiter
product-view = In 3D ansehen
product-view-back = Zurück zum Bild
product-view-title = { $title } in 3D
# Was Screenreader zur 3D-Ansicht sagen, während sie gedreht wird.
view-prompt = Mit Maus, Finger oder Pfeiltasten drehen.
view-front = Von vorn gesehen
view-right = Von rechts gesehen
view-back = Von hinten gesehen
view-left = Von links gesehen
view-upper-front = Von oben und vorn gesehen
view-upper-right = Von oben und rechts gesehen
view-upper-back = Von oben und hinten gesehen
view-upper-left = Von oben und links gesehen
view-lower-front = Von unten und vorn gesehen
view-lower-right = Von unten und rechts gesehen
view-lower-back = Von unten und hinten gesehen
view-lower-left = Von unten und links gesehen
product-optional = (freiwillig)
product-characters = { $count ->
    [one] Höchstens { $count } Zeichen.
   *[other] Höchstens { $count } Zeichen.
}
# Das Gesetz: Richtlinie 2011/83/EU Art. 16 Buchst. c. Die 30 Tage gewährt der Shop selbst.
product-made-for-you = Mit Ihrem Text wird es eigens für Sie angefertigt: Dafür gibt es kein Widerrufsrecht, und unsere 30 Tage gelten nicht.
choice-two = { $first } und { $second }
choice-three = { $first }, { $second } und { $third }
choice-not-made = gibt es nicht
drawer-title = In Ihrem Warenkorb
drawer-added = In den Warenkorb gelegt
drawer-updated = Warenkorb aktualisiert

## Was der Versand kostet

shipping-how = Wie
shipping-days = Werktage
shipping-days-range = { $least } bis { $most }
shipping-price = Preis
shipping-band = { $price } bis { $weight }
shipping-weight = { $kilograms } kg
shipping-free = kostenlos
shipping-free-over = kostenlos ab { $amount }

## Eine Seite, die es nicht gibt

not-found-title = Seite nicht gefunden
not-found-headline = In diesem Regal liegt nichts.
not-found-lead = Vielleicht ist die Adresse alt, oder das Stück wird nicht mehr gemacht. Der Shop selbst ist, wo er war.
not-found-shop = Zum Shop
not-found-ask = Fragen Sie uns

## Was Programme lesen

llms-prices = Die Preise auf diesen Seiten gelten für { $locale }; aktueller Preis und Bestand einer SKU: { $offers }. Suche: { $search } mit `Accept: application/json`.
llms-data = Daten
llms-json-feed = Alle Produkte mit Preisen, JSON Feed
llms-merchant-feed = Alle SKUs, Händler-Feed
