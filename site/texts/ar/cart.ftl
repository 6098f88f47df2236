cart-title = سلة مشترياتك
cart-name = السلة
cart-empty = سلة مشترياتك فارغة.
cart-look-around = تصفّح المتجر
cart-ordered = لقد طلبت ما كان في هذه السلة.
cart-see-order = عرض الطلب
cart-back = إلى السلة

## ما تغيّر منذ آخر عرض للسلة.

cart-was = السعر السابق
cart-now = السعر الحالي
cart-currency-changed = تغيّرت الأسعار: أصبحت الآن بعملة { $currency }. يُرجى مراجعتها مرة أخرى.
cart-prices-changed = { $count ->
    [zero] لم يتغيّر أي سعر منذ آخر زيارة لك.
    [one] تغيّر سعر واحد منذ آخر زيارة لك. يظهر في سطره السعر القديم والجديد.
    [two] تغيّر سعران منذ آخر زيارة لك. يظهر في كل سطر السعر القديم والجديد.
    [few] تغيّرت { $count } أسعار منذ آخر زيارة لك. يظهر في كل سطر السعر القديم والجديد.
    [many] تغيّر { $count } سعرًا منذ آخر زيارة لك. يظهر في كل سطر السعر القديم والجديد.
   *[other] تغيّر { $count } سعر منذ آخر زيارة لك. يظهر في كل سطر السعر القديم والجديد.
}
cart-price-changed = تغيّر سعر { $title }: { $prices }.
cart-gone = لم يعد { $title } متاحًا للبيع. أزِله لإتمام الشراء.
cart-sold-out = نفدت كمية { $title }. أزِله لإتمام الشراء.
cart-too-few = { $available ->
    [one] بقيت قطعة واحدة فقط من { $title }، وفي سلتك { $wanted }. خفّض الكمية لإتمام الشراء.
    [two] بقيت قطعتان فقط من { $title }، وفي سلتك { $wanted }. خفّض الكمية لإتمام الشراء.
    [few] بقيت { $available } قطع فقط من { $title }، وفي سلتك { $wanted }. خفّض الكمية لإتمام الشراء.
   *[other] بقيت { $available } قطعة فقط من { $title }، وفي سلتك { $wanted }. خفّض الكمية لإتمام الشراء.
}
cart-removed = أُزيل { $title }.
cart-undo = تراجع
# تُقرأ بعد «تراجع».
cart-undo-what = عن إزالة { $title }

## سطر.

cart-each = { $price } للقطعة
cart-line-sold-out = نفدت الكمية.
cart-line-left = { $count ->
    [zero] لم تبقَ أي قطعة.
    [one] بقيت قطعة واحدة فقط.
    [two] بقيت قطعتان فقط.
    [few] بقيت { $count } قطع فقط.
   *[other] بقيت { $count } قطعة فقط.
}
cart-line-gone = لم يعد متاحًا للبيع.
cart-quantity-of = كمية { $title }
cart-update = تحديث
# تُقرأ بعد «تحديث».
cart-update-what = كمية { $title }
cart-remove = إزالة

## ما يُكتب على القطعة، حين يُسأل عنه مرة أخرى لتعذّر كتابته.

cart-written-title = بقي ما يحتاج إلى مراجعة
cart-written-lead = لم يُضف شيء إلى السلة بعد؛ وكل ما كتبته ما زال هنا.
cart-written-back = العودة إلى المنتج
cart-written-optional = (اختياري)
cart-written-hint = { $most ->
    [one] حرف واحد على الأكثر. يزيد السعر بمقدار { $price }.
    [two] حرفان على الأكثر. يزيد السعر بمقدار { $price }.
    [few] { $most } أحرف على الأكثر. يزيد السعر بمقدار { $price }.
    [many] { $most } حرفًا على الأكثر. يزيد السعر بمقدار { $price }.
   *[other] { $most } حرف على الأكثر. يزيد السعر بمقدار { $price }.
}
# القانون: التوجيه الأوروبي 2011/83 المادة 16 (ج). أما الأيام الثلاثون فيمنحها المتجر نفسه.
cart-written-made-for-you = بكلماتك يُصنع لك وحدك: لا ينطبق عليه حق العدول عن الشراء ولا أيامنا الثلاثون للإرجاع.
cart-written-add = أضف إلى السلة

## المبلغ.

cart-totals = المجاميع
cart-note-included = شامل ضريبة القيمة المضافة. تُحسب تكلفة الشحن عند إتمام الشراء.
cart-note-added = تُحسب تكلفة الشحن وضريبة المبيعات، حيثما تستحق، عند إتمام الشراء.
cart-tax-included = شامل ضريبة القيمة المضافة، غير شامل الشحن
cart-tax-added = غير شامل الشحن وضريبة المبيعات حيثما تستحق
cart-from = ابتداءً من { $price }
cart-estimated-total = المجموع التقديري
cart-shipping-later = عند إتمام الشراء
cart-total-before-shipping = المجموع قبل الشحن
cart-blocked = يُرجى تعديل الأسطر المحددة أولًا.
cart-checkout = إتمام الشراء
