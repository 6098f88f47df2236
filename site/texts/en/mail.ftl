## Letters to shoppers, in the language of the order. The merchant's stand at the end.

mail-greeting = Hello { $name },
mail-see-order = See your order
mail-questions = Questions? Write to { $mail }.
mail-sent-by = This mail was sent by { $sender } because of your order.
mail-unclear = Something unclear? Write to { $mail }.
mail-contact = Contact
mail-ordered-on = You ordered on { $at } under our terms.
mail-terms = Terms
mail-withdrawal = As a consumer you can withdraw from this order within 14 days of receiving it, without giving a reason.
mail-withdrawal-form = Right of withdrawal, with the form
mail-returns = If something is not as you hoped, you can send it back.
mail-returns-page = Shipping and returns
mail-made-for-you = { $note } What has your own words on it is made for you and excepted.
mail-shipping = Shipping ({ $name })
mail-unit = { $count } × { $price }

## Labels of facts.

mail-delivery-to = Delivery to
mail-how = How
mail-pickup-at = Pick it up at
mail-when = When
mail-transfer-to = Transfer to
mail-amount = Amount
mail-until = Until
mail-reference = Reference
mail-with = With
mail-in-parcel = In this parcel
mail-to-come = Still to come
mail-tracking = Tracking number { $number }

## The order is confirmed.

mail-confirmed-subject = Your order { $number } is confirmed
mail-confirmed-title = Thank you, it is confirmed.
mail-confirmed-thanks = Thank you for your order. { $next }
mail-confirmed-thanks-paid = Thank you for your order. Your payment of { $amount } has arrived. { $next }
mail-packing = We pack it now. It arrives in { $days }.
mail-pickup = It is { $promise }. Please bring the order number when you pick it up.

## The order was received and is paid later.

mail-transfer-subject = Your order { $number }: please transfer { $total }
mail-transfer-title = Thank you. One transfer, and it is yours.
mail-transfer = Please transfer { $total } by { $until }. We hold everything for you until then and send it when the money arrives.
mail-ready-subject = Your order { $number }: we are getting it ready
mail-ready-title = Thank you. We are getting it ready.
mail-ready = It is { $promise }. You pay { $total } when you pick it up; we keep it for you until { $until }.
mail-waits-subject = Your order { $number } waits for its payment
mail-waits-title = Thank you. One payment, and it is yours.
mail-waits = You can pay { $total } on the order page. We hold everything for you until { $until }.

## The bank works on the payment.

mail-processing-subject = We have your order { $number }; its payment is on its way
mail-processing-title = Thank you. We have your order.
mail-processing-debit = Your bank collects { $total }, which takes up to a week.
mail-processing-check = Your payment of { $total } is being checked, which can take a day or two.
mail-processing-hold = { $work } We hold everything for you meanwhile, and write again as soon as it is settled.
mail-processing-nothing = There is nothing more for you to do.

## A payment was not completed.

mail-unpaid-subject = Your order { $number } is not paid yet
mail-unpaid-title = The payment was not completed.
mail-unpaid-preview = Nothing was charged. We hold everything for you until { $until }.
mail-unpaid = Nothing was charged. We hold everything for you until { $until }; until then you can pay again.
mail-unpaid-nothing = If you have changed your mind, you need not do anything: the order ends by itself.
mail-unpaid-pay = Pay { $total } now

## The order was canceled.

mail-canceled-subject = Your order { $number } was canceled
mail-canceled-title = Your order was canceled.
mail-canceled = { $why } { $money }
mail-canceled-expired = It was not paid in time, so everything went back on the shelf.
mail-canceled-changed = You wanted to change it: everything is back in your cart.
mail-canceled-staff = We could not keep it as it was.
mail-canceled-capture = Your bank allowed the payment first and then refused it.
mail-canceled-payment = Your bank did not honor the payment.
mail-canceled-declines = The payment was declined too often, so its page was closed to protect cardholders.
mail-canceled-money = The { $amount } you paid goes back the way it came.
mail-canceled-money-rest = What is left of the { $amount } you paid goes back the way it came.
mail-canceled-nothing = Nothing was charged; if your bank shows a reservation, it disappears by itself.
mail-back-to-cart = Back to the cart
mail-back-to-shop = Back to the shop

## A parcel left.

mail-shipped-subject = Your order { $number } is on its way
mail-shipped-title = A parcel is on its way to you.
mail-shipped = { $carrier } has your parcel since { $at }.
mail-shipped-in-part = { $carrier } has your parcel since { $at }. The rest follows in another one.
mail-pickup-subject = Your order { $number } is ready for you
mail-pickup-title = It is ready to be picked up.
mail-pickup-bring = Please bring the order number when you pick it up.
mail-pickup-bring-in-part = Please bring the order number when you pick it up. The rest follows in another one.

## Money goes back.

mail-refunded-subject = { $amount } of your order { $number } is on its way back
mail-refunded-title = Your money is on its way back.
mail-refunded = { $why } { $way }
mail-refunded-card = It goes back to the card it came from; banks take up to ten working days to show it.
mail-refunded-debit = It goes back to the account it came from; banks take up to ten working days to show it.
mail-refunded-way = It goes back the way it came.
mail-refunded-late = Your payment of { $amount } came when this order had been canceled already, so nothing is sent and all of it goes back.
mail-refunded-twice = This order was paid twice, so { $amount } goes back to you. Your order stays as it is.
mail-refunded-given = We are giving { $amount } back to you.
mail-refunded-again = You are welcome to buy it again: the order page puts everything back into your cart.
mail-buy-again = Buy it again

## To the merchant, in the language of the shop.

mail-shop-footer = Sent by { $sender } to the shop's own address.
mail-shop-to = To
mail-shop-customer = Customer
mail-shop-ordered = Ordered
mail-shop-dispute = Dispute
mail-shop-command = Command
mail-shop-since = Since
mail-shop-items = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
mail-shop-unit = { $sku } · { $count } × { $price }
mail-shop-new-subject = New order { $number }: { $total }, { $items }
mail-shop-new-title = A new order.
mail-shop-new-preview = { $items }, { $state }.
mail-shop-new = { $items } for { $total }, { $state }.
mail-shop-to-be-paid = to be paid { $way }
mail-shop-paid = paid { $way }
mail-shop-canceled = canceled in the meantime
mail-shop-by-card = by card
mail-shop-by-debit = by bank debit
mail-shop-by-paypal = with PayPal
mail-shop-by-transfer = by bank transfer
mail-shop-by-counter = at the counter
mail-shop-disputed-subject = Order { $number }: the shopper's bank disputes { $amount }
mail-shop-disputed-title = A payment is disputed.
mail-shop-disputed = The shopper's bank wants { $amount } back. Answer it at the provider before its deadline; if nobody does, the money is lost.
mail-shop-won-subject = Order { $number }: the dispute over { $amount } is won
mail-shop-won-title = A dispute is won.
mail-shop-won = The bank has decided that { $amount } stays with you.
mail-shop-lost-subject = Order { $number }: the dispute over { $amount } is lost
mail-shop-lost-title = A dispute is lost.
mail-shop-lost = The bank has decided that { $amount } stays with the shopper.
mail-shop-attention-subject = Order { $number } needs a person: { $what }
mail-shop-attention-title = An order needs a person.
mail-shop-attention-preview = { $what }: { $detail }
mail-shop-attention = Order { $number }: { $what } ({ $detail }). No rule can decide this.
mail-shop-attention-command = The command below says what to do about it, and how to say that it is done.
mail-shop-amount-differs = the provider has another amount than the order
mail-shop-unexpected-money = money came that the order did not ask for
mail-shop-stuck = its payment does not get on
mail-shop-refund-failed = a refund did not arrive
mail-shop-is-disputed = its payment is disputed
