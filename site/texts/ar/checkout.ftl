checkout-title = إتمام الشراء
checkout-back = العودة إلى السلة
checkout-lead = لا حاجة إلى حساب: نطلب فقط ما يلزم للتوصيل.
checkout-contact = البلد وبيانات الاتصال
checkout-address = عنوان التوصيل
checkout-country-label = البلد
checkout-country-update = تحديث حقول العنوان
checkout-delivery = التوصيل
checkout-arrives = يصل خلال { $days }.
checkout-pickup-at = { $place }، { $promise }.
checkout-payment = الدفع
checkout-order = طلبك
checkout-no-quote = اختر بلدًا لمعرفة تكلفة التوصيل.
checkout-change-cart = تعديل السلة
checkout-update-totals = تحديث المجاميع

## ما ينبغي معرفته قبل الطلب.

checkout-total-changed = تغيّر المجموع: { $prices }. لم يُطلب شيء بعد. يُرجى مراجعته ثم الطلب من جديد.
checkout-sold-out = نفدت كمية { $title } في هذه الأثناء. لم يُطلب شيء. { $change }
checkout-too-few = { $available ->
    [one] بقيت قطعة واحدة فقط من { $title }، وفي سلتك { $wanted }. لم يُطلب شيء. { $change }
    [two] بقيت قطعتان فقط من { $title }، وفي سلتك { $wanted }. لم يُطلب شيء. { $change }
    [few] بقيت { $available } قطع فقط من { $title }، وفي سلتك { $wanted }. لم يُطلب شيء. { $change }
   *[other] بقيت { $available } قطعة فقط من { $title }، وفي سلتك { $wanted }. لم يُطلب شيء. { $change }
}
checkout-gone = لم يعد { $title } متاحًا للبيع. لم يُطلب شيء. { $change }

## طرق الدفع.

checkout-card = بطاقة
checkout-card-note = تدفع في صفحة مزوّد خدمة الدفع التي تُفتح تاليًا. لا نرى بيانات بطاقتك أبدًا.
checkout-bank-debit = خصم مصرفي (SEPA)
checkout-bank-debit-note = تُدخل رقم IBAN في صفحة مزوّد خدمة الدفع. نرسل الطلب بعد أن ينفّذ مصرفك الخصم، خلال بضعة أيام عمل.
checkout-paypal = PayPal
checkout-paypal-note = توافق على الدفع في صفحة PayPal التي تُفتح تاليًا.
checkout-bank-transfer = حوالة مصرفية
checkout-bank-transfer-note = { $days ->
    [zero] تحصل تاليًا على بيانات حسابنا. نرسل الطلب عند وصول المبلغ.
    [one] تحصل تاليًا على بيانات حسابنا. نرسل الطلب عند وصول المبلغ خلال يوم واحد.
    [two] تحصل تاليًا على بيانات حسابنا. نرسل الطلب عند وصول المبلغ خلال يومين.
    [few] تحصل تاليًا على بيانات حسابنا. نرسل الطلب عند وصول المبلغ خلال { $days } أيام.
   *[other] تحصل تاليًا على بيانات حسابنا. نرسل الطلب عند وصول المبلغ خلال { $days } يومًا.
}
checkout-pay-on-pickup = الدفع عند الاستلام من الورشة
checkout-pay-on-pickup-note = { $days ->
    [zero] تدفع في المتجر عند الاستلام.
    [one] تدفع في المتجر عند الاستلام. نحتفظ لك بالطلب يومًا واحدًا.
    [two] تدفع في المتجر عند الاستلام. نحتفظ لك بالطلب يومين.
    [few] تدفع في المتجر عند الاستلام. نحتفظ لك بالطلب { $days } أيام.
   *[other] تدفع في المتجر عند الاستلام. نحتفظ لك بالطلب { $days } يومًا.
}

## زر الطلب.

checkout-accept = بتقديم الطلب فإنك تقبل { $terms } وتقرّ بأنك قرأت { $withdrawal }.
checkout-accept-terms = الشروط والأحكام
checkout-accept-withdrawal = حق العدول عن الشراء
checkout-place-included = تأكيد الطلب مع الالتزام بالدفع
checkout-place-added = تأكيد الطلب مع الالتزام بالدفع

## حقول العنوان.

checkout-optional = (اختياري)
checkout-choose = يُرجى الاختيار
checkout-more = إضافة { $fields }
checkout-more-both = { $first } أو { $second }
checkout-email-label = البريد الإلكتروني
checkout-email-hint = إليه نرسل التأكيد.
checkout-name-label = الاسم الكامل
checkout-company-label = الشركة
checkout-company-short = الشركة
checkout-line1-label = الشارع والرقم
checkout-line2-label = الشقة والطابق
checkout-line2-short = الشقة والطابق
checkout-locality-label = الضاحية أو الحي
checkout-city-label = المدينة أو البلدة
checkout-phone-label = الهاتف
checkout-phone-hint = لشركة التوصيل فقط، إن كان هناك ما يحتاج إلى توضيح.
checkout-postal-code-label = { $kind ->
    [zip] رمز ZIP
    [pin] رمز PIN
    [eircode] رمز Eircode
   *[postal] الرمز البريدي
}
checkout-region-label = { $kind ->
    [state] الولاية
    [county] المقاطعة
    [prefecture] المحافظة
    [island] الجزيرة
    [emirate] الإمارة
    [department] الإقليم
    [district] المنطقة
    [area] الناحية
   *[province] المحافظة
}

## ما العمل عند خطأ في حقل.

checkout-errors = { $count ->
    [zero] لا شيء يحتاج إلى مراجعة
    [one] أمر واحد يحتاج إلى مراجعة
    [two] أمران يحتاجان إلى مراجعة
    [few] { $count } أمور تحتاج إلى مراجعة
   *[other] { $count } أمرًا تحتاج إلى مراجعة
}
checkout-email-missing = أدخل عنوان بريد إلكتروني، مثل name@example.com.
checkout-name-missing = أدخل الاسم الكامل لمستلم الطلب.
checkout-company-missing = أدخل اسم الشركة.
checkout-line1-missing = أدخل الشارع والرقم.
checkout-line2-missing = أدخل الشقة أو الطابق.
checkout-locality-missing = أدخل الضاحية أو الحي.
checkout-city-missing = أدخل المدينة أو البلدة.
checkout-phone-missing = أدخل رقم هاتف.
checkout-phone-wrong = أدخل رقم الهاتف بالأرقام فقط، مثل { "\u2066" }+49 30 123456{ "\u2069" }، أو اترك الحقل فارغًا.
checkout-postal-code-missing = { $kind ->
    [zip] أدخل رمز ZIP.
    [pin] أدخل رمز PIN.
    [eircode] أدخل رمز Eircode.
   *[postal] أدخل الرمز البريدي.
}
checkout-postal-code-like = { $kind ->
    [zip] أدخل رمز ZIP، مثل { $example }.
    [pin] أدخل رمز PIN، مثل { $example }.
    [eircode] أدخل رمز Eircode، مثل { $example }.
   *[postal] أدخل الرمز البريدي، مثل { $example }.
}
checkout-region-missing = { $kind ->
    [state] أدخل الولاية.
    [county] أدخل المقاطعة.
    [prefecture] أدخل المحافظة.
    [island] أدخل الجزيرة.
    [emirate] أدخل الإمارة.
    [department] أدخل الإقليم.
    [district] أدخل المنطقة.
    [area] أدخل الناحية.
   *[province] أدخل المحافظة.
}
checkout-region-choose = { $kind ->
    [state] اختر الولاية.
    [county] اختر المقاطعة.
    [prefecture] اختر المحافظة.
    [island] اختر الجزيرة.
    [emirate] اختر الإمارة.
    [department] اختر الإقليم.
    [district] اختر المنطقة.
    [area] اختر الناحية.
   *[province] اختر المحافظة.
}
checkout-region-wrong = { $kind ->
    [state] اختر الولاية من القائمة.
    [county] اختر المقاطعة من القائمة.
    [prefecture] اختر المحافظة من القائمة.
    [island] اختر الجزيرة من القائمة.
    [emirate] اختر الإمارة من القائمة.
    [department] اختر الإقليم من القائمة.
    [district] اختر المنطقة من القائمة.
    [area] اختر الناحية من القائمة.
   *[province] اختر المحافظة من القائمة.
}
checkout-too-long = { $label }: بحد أقصى { $most } حرف.
checkout-unprintable = { $label }: أعد الكتابة في سطر واحد، ففيه أحرف لا يمكن طباعتها.
