## What could not be done, and what to do about it. The codes that programs read are in `contract::problem`.

problem-internal = Something went wrong on our side. Nothing was charged; please try again.
problem-busy = The shop is very busy. Please try again in a moment.
problem-nothing-here = There is nothing here.
problem-own-address = The shop answers at its own address only.
problem-foreign-origin = This request came from another site.
problem-too-large = The request is larger than { $most } bytes.
problem-media-type = Send a form (application/x-www-form-urlencoded) or JSON (application/json).
problem-unreadable = The request cannot be read: { $why }
# `why` names the field and what is wrong with it, for whoever wrote the program that asked.
problem-field = The request holds something that cannot be used: { $why }

## Cart.

problem-quantity = A quantity is a whole number from 1 to { $most }.
problem-not-sold = { $sku } is not sold here.
problem-line-full = At most { $most } of one article fit in an order. Write to us for more.
problem-cart-full = At most { $most } different articles fit in an order.
problem-cart-ordered = This cart has just been ordered. Reload the page to go on.
problem-no-line = This is not in your cart any more. Add it again, please.
problem-no-property = This article has no `{ $property }`.
problem-property = { $name }: { $why }
problem-text-empty = Type what shall be written, or leave the field empty.
problem-text-long = At most { $most } characters fit, and this has { $length }. Shorten it, please.
problem-text-letter = { $letter } cannot be written. Use Latin letters, digits, spaces and . , ! ? ' & - / ( ).
problem-text-quoted = “{ $letter }”
problem-text-break = A line break
problem-text-code = The character { $code }
problem-cart-link = This is not the link of a cart. Copy it whole, please.
problem-cart-link-expired = This link has expired. Ask for a new one on the cart’s own page.
problem-cart-link-ordered = What was in this cart has already been ordered.
problem-cart-gone = This cart does not exist any more.
problem-cart-empty = Your cart is empty.

## Checkout.

problem-title = That did not work.
problem-to-shop = To the shop
problem-already-ordered = This cart has been ordered.
problem-ordered-otherwise = This cart was ordered before, with other details. The order shows what was ordered.
problem-no-longer-sold = { $sku } is no longer sold. Remove it from the cart to go on.
problem-not-delivered = This cart cannot be delivered to that country. Choose another country or a lighter cart.
problem-delivery-not-offered = This delivery cannot be chosen for this order.
problem-choose-country = Choose one of the countries we deliver to.
problem-choose-delivery = That delivery is not offered for this order. Look at the delivery and the total again.
problem-choose-method = That way to pay is not offered for this order. Choose another.
problem-method-not-offered = This way to pay is not offered for this order.
problem-below-minimum = Orders below { $minimum } cannot be paid by card.
problem-too-many-for-later = Up to { $units } pieces can be paid later. Choose card, or write to us.
problem-cart-changed = The cart was changed in another window. Please look at it and order again.
problem-total-changed = The total is now { $total }. Please look and order again.
problem-not-enough = There is not enough of { $title } left.
problem-fields = Some fields need another look.
problem-mail-full = There are { $count } unpaid orders with this mail address. Pay one of them or change its cart first; unpaid orders end by themselves within two hours.
problem-network-full = Too many unpaid orders were placed from your network. Please try again in a while; your cart is kept.
problem-network-declined = Too many payments from your network were declined today. Please choose a payment without a card or try again tomorrow; your cart is kept.

## An order.

problem-order = Order
problem-order-title = We could not find this order.
problem-order-link = We could not find this order. Use the link of the mail.
problem-order-key = Open the link of our mail again: this one is not complete.
problem-order-stands = This order is paid and stands.
problem-order-erased = This order cannot be paid any more.
problem-order-not-waiting = This order is not waiting for a payment.
problem-order-canceling = This order is being canceled.
problem-order-too-often = This order was tried to be paid too often. Take it back into the cart.
problem-order-too-late = The time to pay this order is over. Take it back into the cart.
problem-method-gone = This way to pay is not offered any more.
problem-payment-page = The payment page cannot be reached at the moment. Please try again soon.
problem-provider = The payment provider cannot be reached. Please try again soon.

## Asked by programs only.

problem-no-market = There is no market `{ $market }`.
problem-too-many-skus = At most { $most } SKUs can be asked for at once.
problem-too-many-properties = At most { $most } properties can be asked for at once.
problem-no-webhook = There is no such webhook.
problem-not-signed = The event is not signed as agreed.
