search-all-products = All products
search-for = Search: { $query }
search-everything = Everything
search-heading = “{ $query }”
search-heading-in = “{ $query }” in { $category }
search-products = Products
search-count = { $count ->
    [one] { $count } product
   *[other] { $count } products
}
search-all-prices = All prices { $note }.
search-from = from { $price }
search-in-stock = In stock
search-sort = Sort
search-sort-best = Best first
search-sort-price-up = Price, low to high
search-sort-price-down = Price, high to low
search-sort-name = Name
search-apply = Apply
search-price = Price
search-price-from = From
search-price-to = To
search-nothing-narrowed = No product fits all of this. Take something out, or look at everything.
search-nothing = Nothing fits these words. Try fewer of them, another spelling, or the kind of thing it is.
search-show-everything = Show everything
search-pages = Pages
search-page = Page
search-comma = { ", " }
