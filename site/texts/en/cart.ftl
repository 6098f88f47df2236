cart-title = Your cart
cart-name = Cart
cart-empty = Your cart is empty.
cart-look-around = Look around
cart-ordered = You have ordered what was in this cart.
cart-see-order = See the order
cart-back = To the cart

## What changed since the cart was last shown.

cart-was = was
cart-now = now
cart-currency-changed = Prices changed: they are in { $currency } now. Please look at them once more.
cart-prices-changed = { $count ->
    [one] { $count } price changed since you last looked. Its line shows the old and the new one.
   *[other] { $count } prices changed since you last looked. Each line shows the old and the new one.
}
cart-price-changed = The price of { $title } changed: { $prices }.
cart-gone = { $title } is no longer sold. Remove it to check out.
cart-sold-out = { $title } is sold out. Remove it to check out.
cart-too-few = { $available ->
    [one] Only { $available } of { $title } is left, and your cart has { $wanted }. Lower the quantity to check out.
   *[other] Only { $available } of { $title } are left, and your cart has { $wanted }. Lower the quantity to check out.
}
cart-removed = Removed { $title }.
cart-undo = Undo
# Read out behind "Undo".
cart-undo-what = removing { $title }

## A line.

cart-each = { $price } each
cart-line-sold-out = Sold out.
cart-line-left = Only { $count } left.
cart-line-gone = No longer sold.
cart-quantity-of = Quantity of { $title }
cart-update = Update
# Read out behind "Update".
cart-update-what = quantity of { $title }
cart-remove = Remove

## What shall be written on a thing, asked again where it cannot be written.

cart-written-title = One thing needs another look
cart-written-lead = Nothing is in the cart yet; everything you typed is still here.
cart-written-back = Back to the product
cart-written-optional = (optional)
cart-written-hint = { $most ->
    [one] Up to { $most } character. Adds { $price }.
   *[other] Up to { $most } characters. Adds { $price }.
}
# The law: EU Directive 2011/83 Art. 16 (c). The 30 days are the shop's own.
cart-written-made-for-you = With your own words it is made for you alone: there is no right of withdrawal for it, and our 30 days do not apply.
cart-written-add = Add to cart

## What it comes to.

cart-totals = Totals
cart-note-included = incl. VAT. Shipping is worked out at checkout.
cart-note-added = Shipping and sales tax, where due, are worked out at checkout.
cart-tax-included = incl. VAT, plus shipping
cart-tax-added = plus shipping and sales tax where due
cart-from = from { $price }
cart-estimated-total = Estimated total
cart-shipping-later = at checkout
cart-total-before-shipping = Total before shipping
cart-blocked = Please change the marked lines first.
cart-checkout = Checkout

## The cart on another device: the link to it, and what opens it.

cart-link-offer = Continue on another device
cart-link-title = Continue on another device
cart-link-lead = Open this link there, or scan the code. It works until { $until }. Whoever has it can see what is in this cart and copy it into their own, but cannot change yours.
cart-link-address = Link to your cart
cart-link-copy = Copy
cart-link-copied = Copied
cart-link-code = QR code of the link to your cart
cart-arrived-title = A cart from another device
cart-arrived-lead = Put this into your cart? What you already have stays. Of what is in both, the larger quantity counts.
cart-arrived-empty = This cart is empty by now.
cart-arrived-put = Put into my cart
