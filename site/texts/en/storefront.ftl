### What templates and scripts say. Words in braces are filled where the text is shown.

## The frame of every page

frame-skip = Skip to the content
frame-cart = Cart
frame-cart-unit = { $count ->
    [one] item
   *[other] items
}
frame-categories = Categories
frame-help = Help
frame-shop = The shop
frame-close = Close
frame-unreached = The shop could not be reached. Look into your cart before you try again.
locales-label = Language and currency
feed-title = all products

page-shipping = Shipping and returns
page-withdrawal = Right of withdrawal
page-contact = Contact
page-accessibility = Accessibility
page-about = About us
page-terms = Terms
page-privacy = Privacy
page-imprint = Imprint

tax-note-inclusive = incl. VAT, plus shipping
tax-note-exclusive = plus shipping and sales tax where due

## Search and filters

search-label = Search the shop
search-verb = Search
find-none = Nothing fits “{ $words }”. Try fewer or other words.
find-all = Show all { $count }
find-more = Show more
facet-brand = Brand
filter-price = Price
filter-from = From
filter-to = To
filter-up-to = { $products }, up to { $price }
filter-in-stock = In stock
filter-sort = Sort
filter-apply = Apply
sort-newest = Newest first
sort-price-up = Price, low to high
sort-price-down = Price, high to low
sort-name = Name

## Home and categories

home-everything = Everything, by kind
list-comma = {", "}
products-count = { $count ->
    [one] { $count } product
   *[other] { $count } products
}
category-products = Products
category-none = No product fits all of this.
category-show-all = Show all of them
category-pages = Pages
category-page = Page
category-page-title = { $name }, page { $page }
category-prices = All prices { $note }.
card-from = from
card-few-left = Few left

## A product

product-breadcrumb = Breadcrumb
product-larger = , larger
product-quantity = Quantity
product-add = Add to cart
product-sold-out = Sold out
product-no-longer-sold = No longer sold
product-return = 30 days to send it back
product-return-why = , no reason needed
product-free-from = Free delivery from { $amount }
product-no-script = We check the stock when you add it to the cart.
product-related = Goes well with it
product-seen = You looked at
product-zoom = Larger picture
product-previous = Previous
product-next = Next
product-view = See it in 3D
product-view-back = Back to the picture
product-view-title = { $title } in 3D
# What screen readers say of the 3D view while it is turned.
view-prompt = Use mouse, touch or arrow keys to turn it.
view-front = Seen from the front
view-right = Seen from the right
view-back = Seen from the back
view-left = Seen from the left
view-upper-front = Seen from above and from the front
view-upper-right = Seen from above and from the right
view-upper-back = Seen from above and from the back
view-upper-left = Seen from above and from the left
view-lower-front = Seen from below and from the front
view-lower-right = Seen from below and from the right
view-lower-back = Seen from below and from the back
view-lower-left = Seen from below and from the left
product-optional = (optional)
product-characters = { $count ->
    [one] Up to { $count } character.
   *[other] Up to { $count } characters.
}
# The law: EU Directive 2011/83 Art. 16 (c). The 30 days are the shop's own.
product-made-for-you = With your own words it is made for you alone: there is no right of withdrawal for it, and our 30 days do not apply.
choice-two = { $first } and { $second }
choice-three = { $first }, { $second } and { $third }
choice-not-made = not made
drawer-title = In your cart
drawer-added = Added to the cart
drawer-updated = Cart updated

## What delivery costs

shipping-how = How
shipping-days = Working days
shipping-days-range = { $least } to { $most }
shipping-price = Price
shipping-band = { $price } up to { $weight }
shipping-weight = { $kilograms } kg
shipping-free = free
shipping-free-over = free from { $amount }

## A page that is not there

not-found-title = Page not found
not-found-headline = Nothing on this shelf.
not-found-lead = The address may be old, or the thing is no longer made. The shop itself is where it was.
not-found-shop = To the shop
not-found-ask = Ask us

## What programs read

llms-prices = Prices on these pages are those of { $locale }; live price and stock of a SKU: { $offers }. Search: { $search } with `Accept: application/json`.
llms-data = Data
llms-json-feed = All products with prices, JSON Feed
llms-merchant-feed = All SKUs, merchant feed
