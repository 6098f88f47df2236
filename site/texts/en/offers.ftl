offers-in-stock = In stock
offers-left = { $count ->
    [one] Only one left
   *[other] Only { $count } left
}
offers-sold-out = Sold out
offers-gone = No longer sold
offers-delivered = Delivered in { $days }
