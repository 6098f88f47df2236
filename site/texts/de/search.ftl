search-all-products = Alle Produkte
search-for = Suche: { $query }
search-everything = Alles
search-heading = „{ $query }“
search-heading-in = „{ $query }“ in { $category }
search-products = Produkte
search-count = { $count ->
    [one] { $count } Produkt
   *[other] { $count } Produkte
}
search-all-prices = Alle Preise { $note }.
search-from = ab { $price }
search-in-stock = Auf Lager
search-sort = Sortieren
search-sort-best = Beste zuerst
search-sort-price-up = Preis aufsteigend
search-sort-price-down = Preis absteigend
search-sort-name = Name
search-apply = Anwenden
search-price = Preis
search-price-from = Von
search-price-to = Bis
search-nothing-narrowed = Kein Produkt passt zu alldem. Nehmen Sie etwas heraus, oder sehen Sie sich alles an.
search-nothing = Zu diesen Wörtern passt nichts. Versuchen Sie weniger Wörter, eine andere Schreibweise oder die Art der Sache.
search-show-everything = Alles zeigen
search-pages = Seiten
search-page = Seite
search-comma = { ", " }
