checkout-title = Checkout
checkout-back = Back to the cart
checkout-lead = No account needed: we only ask for what the delivery takes.
checkout-contact = Country and contact
checkout-address = Delivery address
checkout-country-label = Country
checkout-country-update = Update address form
checkout-delivery = Delivery
checkout-arrives = Arrives in { $days }.
checkout-pickup-at = { $place }, { $promise }.
checkout-payment = Payment
checkout-order = Your order
checkout-no-quote = Choose a country to see what delivery costs.
checkout-change-cart = Change the cart
checkout-update-totals = Update totals

## What must be known before ordering.

checkout-total-changed = The total changed: { $prices }. Nothing was ordered yet. Please look at it and order again.
checkout-sold-out = { $title } has sold out in the meantime. Nothing was ordered. { $change }
checkout-too-few = { $available ->
    [one] Only { $available } of { $title } is left, and your cart has { $wanted }. Nothing was ordered. { $change }
   *[other] Only { $available } of { $title } are left, and your cart has { $wanted }. Nothing was ordered. { $change }
}
checkout-gone = { $title } is no longer sold. Nothing was ordered. { $change }

## Ways to pay.

checkout-card = Card
checkout-card-note = You pay on our payment provider's page, which opens next. We never see the card.
checkout-bank-debit = Bank debit (SEPA)
checkout-bank-debit-note = You give your IBAN on our payment provider's page. We send the order once your bank has honored the debit, after a few working days.
checkout-paypal = PayPal
checkout-paypal-note = You agree to the payment on PayPal's page, which opens next.
checkout-bank-transfer = Bank transfer
checkout-bank-transfer-note = { $days ->
    [one] You get our account details next. We send the order once the money arrives, within { $days } day.
   *[other] You get our account details next. We send the order once the money arrives, within { $days } days.
}
checkout-pay-on-pickup = Pay when you pick it up
checkout-pay-on-pickup-note = { $days ->
    [one] You pay at the counter. We keep the order for you for { $days } day.
   *[other] You pay at the counter. We keep the order for you for { $days } days.
}

## The button that orders: Directive 2011/83/EU Art. 8 (2).

checkout-accept = By ordering you accept our { $terms } and have read the { $withdrawal }.
checkout-accept-terms = terms
checkout-accept-withdrawal = right of withdrawal
checkout-place-included = Order with obligation to pay
checkout-place-added = Place order and pay

## Fields of an address.

checkout-optional = (optional)
checkout-choose = Please choose
checkout-more = Add { $fields }
checkout-more-both = { $first } or { $second }
checkout-email-label = Email
checkout-email-hint = The confirmation goes here.
checkout-name-label = Full name
checkout-company-label = Company
checkout-company-short = company
checkout-line1-label = Street and number
checkout-line2-label = Apartment, floor
checkout-line2-short = apartment, floor
checkout-locality-label = Suburb or district
checkout-city-label = Town or city
checkout-phone-label = Phone
checkout-phone-hint = Only for the carrier, if something is unclear.
checkout-postal-code-label = { $kind ->
    [zip] ZIP code
    [pin] PIN code
    [eircode] Eircode
   *[postal] Postal code
}
checkout-region-label = { $kind ->
    [state] State
    [county] County
    [prefecture] Prefecture
    [island] Island
    [emirate] Emirate
    [department] Department
    [district] District
    [area] Area
   *[province] Province
}

## What to do about a wrong field.

checkout-errors = { $count ->
    [1] One thing needs another look
    [2] Two things need another look
    [3] Three things need another look
    [4] Four things need another look
    [5] Five things need another look
    [6] Six things need another look
    [7] Seven things need another look
    [8] Eight things need another look
    [9] Nine things need another look
   *[other] { $count } things need another look
}
checkout-email-missing = Enter an email address, like name@example.com.
checkout-name-missing = Enter the full name of whoever receives the order.
checkout-company-missing = Enter the name of the company.
checkout-line1-missing = Enter the street and number.
checkout-line2-missing = Enter the apartment or floor.
checkout-locality-missing = Enter the suburb or district.
checkout-city-missing = Enter the town or city.
checkout-phone-missing = Enter a phone number.
checkout-phone-wrong = Enter a phone number with digits only, like +49 30 123456, or leave it empty.
checkout-postal-code-missing = { $kind ->
    [zip] Enter a ZIP code.
    [pin] Enter a PIN code.
    [eircode] Enter an Eircode.
   *[postal] Enter a postal code.
}
checkout-postal-code-like = { $kind ->
    [zip] Enter a ZIP code like { $example }.
    [pin] Enter a PIN code like { $example }.
    [eircode] Enter an Eircode like { $example }.
   *[postal] Enter a postal code like { $example }.
}
checkout-region-missing = { $kind ->
    [state] Enter the state.
    [county] Enter the county.
    [prefecture] Enter the prefecture.
    [island] Enter the island.
    [emirate] Enter the emirate.
    [department] Enter the department.
    [district] Enter the district.
    [area] Enter the area.
   *[province] Enter the province.
}
checkout-region-choose = { $kind ->
    [state] Choose the state.
    [county] Choose the county.
    [prefecture] Choose the prefecture.
    [island] Choose the island.
    [emirate] Choose the emirate.
    [department] Choose the department.
    [district] Choose the district.
    [area] Choose the area.
   *[province] Choose the province.
}
checkout-region-wrong = { $kind ->
    [state] Choose the state from the list.
    [county] Choose the county from the list.
    [prefecture] Choose the prefecture from the list.
    [island] Choose the island from the list.
    [emirate] Choose the emirate from the list.
    [department] Choose the department from the list.
    [district] Choose the district from the list.
    [area] Choose the area from the list.
   *[province] Choose the province from the list.
}
checkout-too-long = { $label }: at most { $most } characters, please.
checkout-unprintable = { $label }: type it again on one line; it holds characters that cannot be printed.
