offers-in-stock = Auf Lager
offers-left = { $count ->
    [one] Nur noch eins da
   *[other] Nur noch { $count } da
}
offers-sold-out = Ausverkauft
offers-gone = Nicht mehr erhältlich
offers-delivered = Lieferung in { $days }
