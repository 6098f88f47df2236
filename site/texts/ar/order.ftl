## أوقات الطلب ومدده ومجاميعه، في الصفحات والرسائل.

order-moment = { "\u200F" }{ $day } { $month ->
    [1] يناير
    [2] فبراير
    [3] مارس
    [4] أبريل
    [5] مايو
    [6] يونيو
    [7] يوليو
    [8] أغسطس
    [9] سبتمبر
    [10] أكتوبر
    [11] نوفمبر
   *[12] ديسمبر
} { $year }، { $time } UTC
order-days = { $count ->
    [zero] أقل من يوم عمل
    [one] يوم عمل واحد
    [two] يوما عمل
    [few] { $count } أيام عمل
    [many] { $count } يوم عمل
   *[other] { $count } يوم عمل
}
order-days-between = من { $least } إلى { $most } أيام عمل
# بعد «خلال».
order-within-days = { $count ->
    [zero] أقل من يوم عمل
    [one] يوم عمل واحد
    [two] يومي عمل
    [few] { $count } أيام عمل
    [many] { $count } يوم عمل
   *[other] { $count } يوم عمل
}
order-within-days-between = { $least } إلى { $most } أيام عمل
order-ready-in = جاهز للاستلام خلال { $days }
order-subtotal = المجموع الفرعي
order-shipping = الشحن
order-pickup = الاستلام
order-free = مجانًا
order-total = المجموع الكلي
order-vat-included = منه ضريبة القيمة المضافة { $rate } %
order-sales-tax = ضريبة المبيعات { $rate } %
# على القطعة، كنقش مثلًا.
order-written = { $name }: «{ $text }»

## الصفحة.

order-number = الطلب { $number }
order-what-happened = ما الذي حدث
order-what-next = الخطوات التالية
order-delivery = التوصيل
order-payment = الدفع
order-yours = طلبك
order-terms = الشروط والأحكام
order-withdrawal = حق العدول عن الشراء
order-contact = اتصل بنا
order-pay = ادفع الآن
order-change = تعديل سلتي
order-back-to-cart = العودة إلى السلة
order-into-cart = إعادة كل شيء إلى السلة
order-back-to-shop = العودة إلى المتجر
order-look-again = تحقّق مرة أخرى
order-change-note = تعديل السلة ينهي هذا الطلب: لا يُخصم أي مبلغ، ويعود كل شيء إلى سلتك.
order-how-to-pay = كيفية الدفع
order-to = إلى
order-amount = المبلغ
order-reference = المرجع
order-until = حتى
order-how = الطريقة
order-way = { $name }، { $promise }
order-where = المكان
order-when = الموعد
order-for = باسم
order-paid = المدفوع
order-given-back = المُعاد
order-refund-on-its-way = { $amount }، في الطريق إليك
order-refund-sent = { $amount }، أُعيد بالطريقة نفسها التي دُفع بها

## أين وصل.

order-over = ننهي هذا الطلب الآن ويعود كل شيء إلى الرف. إن كنت قد دفعت في هذه الأثناء، فسيعود المبلغ بالطريقة نفسها.
order-completed = وصل كل شيء.
order-favorite = نأمل أن ينال إعجابك. شكرًا لك.
order-canceling = نلغي هذا الطلب الآن.
order-canceling-lead = يستغرق هذا لحظة. لن يُخصم أي مبلغ آخر.
order-too-late = انتهت مهلة الدفع.
order-transfer = شكرًا لك. بقيت حوالة واحدة ليصبح لك.
order-transfer-lead = يُرجى تحويل { $total } حتى { $until }. نحتفظ لك بكل شيء حتى ذلك الحين ونرسله عند وصول المبلغ.
order-getting-ready = شكرًا لك. نجهّز طلبك الآن.
order-getting-ready-lead = تدفع { $total } عند الاستلام. نحتفظ به لك حتى { $until }. يُرجى إحضار رقم الطلب.
order-bank-works = مصرفك يعالج الدفعة.
order-bank-works-lead = قد يستغرق ذلك بعض الوقت. ليس عليك فعل شيء: سنكتب إليك فور البتّ فيها.
order-confirming = شكرًا لك. يجري تأكيد دفعتك.
order-confirming-lead = يستغرق ذلك عادةً بضع ثوانٍ. يمكنك مغادرة هذه الصفحة: سنكتب إليك أيضًا.
order-payment-failed = لم تتم عملية الدفع.
order-payment-failed-lead = لم يُخصم أي مبلغ. ننهي هذا الطلب الآن.
order-looking-into = ننظر في هذه الدفعة.
order-looking-into-lead = فيها ما يحتاج إلى مراجعة شخص منا. للأسئلة راسلنا على { $mail }.
order-waiting = في انتظار دفعتك.
order-waiting-lead = نحتفظ لك بكل شيء حتى { $until }. إن كنت قد دفعت للتو، فستُظهر هذه الصفحة ذلك بعد لحظة.
order-waiting-again-lead = لم تكتمل الدفعة الأخيرة ولم يُخصم أي مبلغ. نحتفظ لك بكل شيء حتى { $until }.
order-not-payable = لم يعد بالإمكان دفع هذا الطلب.
order-not-payable-lead = لم يُخصم أي مبلغ. ينتهي الطلب تلقائيًا في { $until }؛ وحتى ذلك الحين يمكنك إعادة كل شيء إلى سلتك والطلب من جديد.
order-confirmed = شكرًا لك، تم تأكيد طلبك.
order-confirmed-lead = كتبنا إلى { $mail }. نغلّف طلبك الآن، ويصل خلال { $days }.
order-confirmed-pickup-lead = كتبنا إلى { $mail }. طلبك { $promise }. يُرجى إحضار رقم الطلب.
order-confirmed-nobody-lead = كتبنا إليك على العنوان الذي أعطيتنا إياه. نغلّف طلبك الآن، ويصل خلال { $days }.
order-confirmed-nobody-pickup-lead = كتبنا إليك على العنوان الذي أعطيتنا إياه. طلبك { $promise }. يُرجى إحضار رقم الطلب.
order-part-shipped = جزء من طلبك في الطريق.
order-part-shipped-lead = يتبعه الباقي، وترى أدناه محتوى كل طرد.
order-shipped = طلبك في الطريق.
order-shipped-lead = طردك لدى شركة التوصيل.
order-shipped-all-lead = جميع طرودك لدى شركات التوصيل.
order-ready = طلبك جاهز لك.
order-ready-lead = يُرجى إحضار رقم الطلب عند الاستلام.
order-arrived = وصل طلبك.
order-returned = عاد الطلب إلينا.
order-returned-lead = سنكتب إليك بشأن الخطوة التالية.

## سبب الإلغاء وما يخص المبلغ.

order-money-back = يعود مبلغ { $amount } الذي دفعته بالطريقة نفسها.
order-money-late = وصلت دفعتك بعد انتهاء الطلب، ويعود المبلغ كاملًا بالطريقة نفسها.
order-nothing-charged = لم يُخصم أي مبلغ؛ وإن أظهر مصرفك حجزًا فسيزول تلقائيًا.
order-nothing-to-pay = لا شيء عليك دفعه.
order-changed = عاد كل شيء إلى سلتك.
order-changed-lead = انتهى هذا الطلب كما أردت. { $money }
order-expired = لم يُدفع هذا الطلب في الوقت المحدد.
order-expired-lead = انتهى الطلب وعاد كل شيء إلى الرف. { $money } يسعدنا أن تطلب من جديد.
order-bank-took-back = سحب مصرفك الدفعة.
order-bank-took-back-lead = سمح بها أولًا ثم رفضها، ولذلك انتهى هذا الطلب. { $money }
order-bank-refused = لم ينفّذ مصرفك الدفعة.
order-bank-refused-lead = كانت في الطريق ثم عادت، ولذلك انتهى هذا الطلب. { $money }
order-declined-too-often = رُفضت دفعتك مرات كثيرة.
order-declined-too-often-lead = لحماية أصحاب البطاقات أُغلقت صفحة الدفع وانتهى هذا الطلب. { $money } يسعدنا أن تطلب من جديد وتدفع بطريقة أخرى.
order-canceled = أُلغي هذا الطلب.
order-canceled-lead = { $money } للأسئلة راسلنا على { $mail }.

## خطواته.

order-step-ordered = تم الطلب
order-step-paid = تم الدفع
order-step-nothing-to-pay = تم التأكيد، ولا شيء للدفع
order-step-canceled = أُلغي
order-step-prepared = قيد التجهيز
order-step-picked-up-and-paid = تم الاستلام والدفع
order-step-by = حتى { $until }.
order-step-payment = الدفع
order-step-held = محجوز لك حتى { $until }.
order-step-shipped = تم الشحن
order-step-delivered = تم التسليم
order-step-packing = نغلّفه الآن.
order-step-ready = جاهز للاستلام
order-step-picked-up = تم الاستلام
order-step-getting-ready = نجهّزه الآن.
order-step-returned = أُعيد
order-step-pickup-at = { $place }: { $promise }.
order-step-after-payment = خلال { $days } بعد الدفع.

## طروده.

order-parcels = { $count ->
    [one] الطرد
   *[other] الطرود
}
order-parcel-with = شركة التوصيل
order-parcel-tracking = رقم التتبّع
order-parcel-content = المحتوى
order-parcel-left = تاريخ الشحن
order-parcel-ready-since = جاهز منذ
order-parcel-arrived = وصل في
order-parcel-picked-up = استُلم في
