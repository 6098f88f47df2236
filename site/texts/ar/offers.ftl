offers-in-stock = متوفر
offers-left = { $count ->
    [zero] لم تبقَ أي قطعة
    [one] بقيت قطعة واحدة فقط
    [two] بقيت قطعتان فقط
    [few] بقيت { $count } قطع فقط
   *[other] بقيت { $count } قطعة فقط
}
offers-sold-out = نفدت الكمية
offers-gone = لم يعد متاحًا للبيع
offers-delivered = يصل خلال { $days }
