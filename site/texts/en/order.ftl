## Times, spans and what an order's lines come to: used by pages and mails.

order-moment = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }, { $time } UTC
order-days = { $count ->
    [one] { $count } working day
   *[other] { $count } working days
}
order-days-between = { $least }–{ $most } working days
# Behind "in".
order-within-days = { $count ->
    [one] { $count } working day
   *[other] { $count } working days
}
order-within-days-between = { $least }–{ $most } working days
order-ready-in = ready in { $days }
order-subtotal = Subtotal
order-shipping = Shipping
order-pickup = Pickup
order-free = free
order-total = Total
order-vat-included = of which VAT { $rate } %
order-sales-tax = Sales tax { $rate } %
# On a thing, such as an engraving.
order-written = { $name }: “{ $text }”

## The page.

order-number = Order { $number }
order-what-happened = What happened
order-what-next = What happens next
order-delivery = Delivery
order-payment = Payment
order-yours = Your order
order-terms = Terms
order-withdrawal = Right of withdrawal
order-contact = Contact
order-pay = Pay now
order-change = Change my cart
order-back-to-cart = Back to the cart
order-into-cart = Put everything back into the cart
order-back-to-shop = Back to the shop
order-look-again = Look again
order-change-note = Changing the cart ends this order: nothing is charged, everything goes back into your cart.
order-how-to-pay = How to pay
order-to = To
order-amount = Amount
order-reference = Reference
order-until = Until
order-how = How
order-way = { $name }, { $promise }
order-where = Where
order-when = When
order-for = For
order-paid = Paid
order-given-back = Given back
order-refund-on-its-way = { $amount }, on its way
order-refund-sent = { $amount }, sent back the way it came

## Where it stands.

order-over = We are ending this order, and everything goes back on the shelf. If you have paid in the meantime, the money goes back the way it came.
order-completed = Everything has arrived.
order-favorite = We hope it becomes a favorite. Thank you.
order-canceling = We are canceling this order.
order-canceling-lead = This takes a moment. Nothing more will be charged.
order-too-late = The time to pay is over.
order-transfer = Thank you. One transfer, and it is yours.
order-transfer-lead = Please transfer { $total } by { $until }. We hold everything for you until then and send it when the money arrives.
order-getting-ready = Thank you. We are getting it ready.
order-getting-ready-lead = You pay { $total } when you pick it up. We keep it for you until { $until }. Please bring the order number.
order-bank-works = Your bank is working on it.
order-bank-works-lead = That can take a while. There is nothing more for you to do: we write to you as soon as it is settled.
order-confirming = Thank you. Your payment is being confirmed.
order-confirming-lead = This usually takes a few seconds. You can leave this page: we write to you as well.
order-payment-failed = The payment did not go through.
order-payment-failed-lead = Nothing was charged. We are ending this order.
order-looking-into = We are looking into this payment.
order-looking-into-lead = Something about it needs a person. Questions reach us at { $mail }.
order-waiting = Waiting for your payment.
order-waiting-lead = We hold everything for you until { $until }. If you have just paid, this page shows it in a moment.
order-waiting-again-lead = The last payment was not completed and nothing was charged. We hold everything until { $until }.
order-not-payable = This order can no longer be paid.
order-not-payable-lead = Nothing was charged. It ends by itself at { $until }; until then you can take everything back into your cart and order again.
order-confirmed = Thank you, it is confirmed.
order-confirmed-lead = We wrote to { $mail }. We pack it now; it arrives in { $days }.
order-confirmed-pickup-lead = We wrote to { $mail }. It is { $promise }. Please bring the order number.
order-confirmed-nobody-lead = We wrote to you at the address you gave. We pack it now; it arrives in { $days }.
order-confirmed-nobody-pickup-lead = We wrote to you at the address you gave. It is { $promise }. Please bring the order number.
order-part-shipped = Part of it is on its way.
order-part-shipped-lead = The rest follows; what is in which parcel is below.
order-shipped = It is on its way.
order-shipped-lead = The carrier has your parcel.
order-shipped-all-lead = The carriers have all your parcels.
order-ready = It is ready for you.
order-ready-lead = Please bring the order number when you pick it up.
order-arrived = It has arrived.
order-returned = It came back to us.
order-returned-lead = We write to you about the next step.

## Why it was canceled, and what about the money.

order-money-back = The { $amount } you paid goes back the way it came.
order-money-late = Your payment came when it had ended already, and all of it goes back the way it came.
order-nothing-charged = Nothing was charged; if your bank shows a reservation, it disappears by itself.
order-nothing-to-pay = There is nothing to pay.
order-changed = Everything is back in your cart.
order-changed-lead = This order has ended, as you asked. { $money }
order-expired = This order was not paid in time.
order-expired-lead = It has ended, and everything went back on the shelf. { $money } You are welcome to order again.
order-bank-took-back = Your bank took the payment back.
order-bank-took-back-lead = It was allowed first and then refused, so this order has ended. { $money }
order-bank-refused = Your bank did not honor the payment.
order-bank-refused-lead = It was on its way and came back, so this order has ended. { $money }
order-declined-too-often = Your payment was declined too often.
order-declined-too-often-lead = To protect cardholders the payment page was closed and this order has ended. { $money } You are welcome to order again and pay in another way.
order-canceled = This order was canceled.
order-canceled-lead = { $money } Questions reach us at { $mail }.

## Its steps.

order-step-ordered = Ordered
order-step-paid = Paid
order-step-nothing-to-pay = Confirmed, nothing to pay
order-step-canceled = Canceled
order-step-prepared = Being prepared
order-step-picked-up-and-paid = Picked up and paid
order-step-by = By { $until }.
order-step-payment = Payment
order-step-held = Held for you until { $until }.
order-step-shipped = Shipped
order-step-delivered = Delivered
order-step-packing = We are packing it.
order-step-ready = Ready for pickup
order-step-picked-up = Picked up
order-step-getting-ready = We are getting it ready.
order-step-returned = Returned
order-step-pickup-at = { $place }: { $promise }.
order-step-after-payment = { $days } after payment.

## Its parcels.

order-parcels = { $count ->
    [one] Parcel
   *[other] Parcels
}
order-parcel-with = With
order-parcel-tracking = Tracking number
order-parcel-content = In it
order-parcel-left = Left
order-parcel-ready-since = Ready since
order-parcel-arrived = Arrived
order-parcel-picked-up = Picked up
