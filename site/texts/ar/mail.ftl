## رسائل إلى المشترين بلغة الطلب. رسائل المتجر في النهاية.

mail-greeting = مرحبًا { $name }،
mail-see-order = عرض طلبك
mail-questions = لديك أسئلة؟ راسلنا على { $mail }.
mail-sent-by = أُرسلت هذه الرسالة من { $sender } بسبب طلبك.
mail-unclear = هل هناك ما هو غير واضح؟ راسلنا على { $mail }.
mail-contact = اتصل بنا
mail-ordered-on = قدّمت طلبك في { $at } وفق شروطنا وأحكامنا.
mail-terms = الشروط والأحكام
mail-withdrawal = بصفتك مستهلكًا يمكنك العدول عن هذا الشراء خلال 14 يومًا من استلامه دون ذكر أي سبب.
mail-withdrawal-form = حق العدول عن الشراء مع النموذج
mail-returns = إن لم يكن شيء كما أملت، فيمكنك إعادته.
mail-returns-page = الشحن والإرجاع
mail-made-for-you = { $note } ويُستثنى ما يحمل كلماتك الخاصة لأنه يُصنع لك وحدك.
mail-shipping = الشحن ({ $name })
mail-unit = { $count } × { $price }

## تسميات.

mail-delivery-to = التوصيل إلى
mail-how = الطريقة
mail-pickup-at = مكان الاستلام
mail-when = الموعد
mail-transfer-to = التحويل إلى
mail-amount = المبلغ
mail-until = حتى
mail-reference = المرجع
mail-with = شركة التوصيل
mail-in-parcel = في هذا الطرد
mail-to-come = ما زال في الطريق
mail-tracking = رقم التتبّع { $number }

## تأكيد الطلب.

mail-confirmed-subject = تم تأكيد طلبك { $number }
mail-confirmed-title = شكرًا لك، تم تأكيد طلبك.
mail-confirmed-thanks = شكرًا لطلبك. { $next }
mail-confirmed-thanks-paid = شكرًا لطلبك. وصلت دفعتك بمبلغ { $amount }. { $next }
mail-packing = نغلّف طلبك الآن، ويصل خلال { $days }.
mail-pickup = طلبك { $promise }. يُرجى إحضار رقم الطلب عند الاستلام.

## طلب يُدفع لاحقًا.

mail-transfer-subject = طلبك { $number }: يُرجى تحويل { $total }
mail-transfer-title = شكرًا لك. بقيت حوالة واحدة ليصبح لك.
mail-transfer = يُرجى تحويل { $total } حتى { $until }. نحتفظ لك بكل شيء حتى ذلك الحين ونرسله عند وصول المبلغ.
mail-ready-subject = طلبك { $number }: نجهّزه الآن
mail-ready-title = شكرًا لك. نجهّز طلبك الآن.
mail-ready = طلبك { $promise }. تدفع { $total } عند الاستلام، ونحتفظ به لك حتى { $until }.
mail-waits-subject = طلبك { $number } ينتظر الدفع
mail-waits-title = شكرًا لك. بقيت دفعة واحدة ليصبح لك.
mail-waits = يمكنك دفع { $total } في صفحة الطلب. نحتفظ لك بكل شيء حتى { $until }.

## المصرف يعالج الدفعة.

mail-processing-subject = وصل طلبك { $number }، ودفعته في الطريق
mail-processing-title = شكرًا لك. وصل طلبك إلينا.
mail-processing-debit = يحصّل مصرفك { $total }، ويستغرق ذلك أسبوعًا على الأكثر.
mail-processing-check = تجري مراجعة دفعتك بمبلغ { $total }، وقد يستغرق ذلك يومًا أو يومين.
mail-processing-hold = { $work } نحتفظ لك بكل شيء في هذه الأثناء، ونكتب إليك مجددًا فور البتّ فيها.
mail-processing-nothing = ليس عليك فعل شيء آخر.

## دفعة لم تكتمل.

mail-unpaid-subject = طلبك { $number } لم يُدفع بعد
mail-unpaid-title = لم تكتمل عملية الدفع.
mail-unpaid-preview = لم يُخصم أي مبلغ. نحتفظ لك بكل شيء حتى { $until }.
mail-unpaid = لم يُخصم أي مبلغ. نحتفظ لك بكل شيء حتى { $until }، ويمكنك الدفع من جديد حتى ذلك الحين.
mail-unpaid-nothing = إن غيّرت رأيك فلا داعي لفعل شيء: ينتهي الطلب تلقائيًا.
mail-unpaid-pay = ادفع { $total } الآن

## إلغاء الطلب.

mail-canceled-subject = أُلغي طلبك { $number }
mail-canceled-title = أُلغي طلبك.
mail-canceled = { $why } { $money }
mail-canceled-expired = لم يُدفع في الوقت المحدد، فعاد كل شيء إلى الرف.
mail-canceled-changed = أردت تعديله: عاد كل شيء إلى سلتك.
mail-canceled-staff = لم نتمكن من تنفيذه كما هو.
mail-canceled-capture = سمح مصرفك بالدفعة أولًا ثم رفضها.
mail-canceled-payment = لم ينفّذ مصرفك الدفعة.
mail-canceled-declines = رُفضت الدفعة مرات كثيرة، فأُغلقت صفحتها لحماية أصحاب البطاقات.
mail-canceled-money = يعود مبلغ { $amount } الذي دفعته بالطريقة نفسها.
mail-canceled-money-rest = يعود ما تبقى من مبلغ { $amount } الذي دفعته بالطريقة نفسها.
mail-canceled-nothing = لم يُخصم أي مبلغ؛ وإن أظهر مصرفك حجزًا فسيزول تلقائيًا.
mail-back-to-cart = العودة إلى السلة
mail-back-to-shop = العودة إلى المتجر

## طرد في الطريق.

mail-shipped-subject = طلبك { $number } في الطريق
mail-shipped-title = طرد في الطريق إليك.
mail-shipped = طردك لدى { $carrier } منذ { $at }.
mail-shipped-in-part = طردك لدى { $carrier } منذ { $at }. يتبعه الباقي في طرد آخر.
mail-pickup-subject = طلبك { $number } جاهز لك
mail-pickup-title = طلبك جاهز للاستلام.
mail-pickup-bring = يُرجى إحضار رقم الطلب عند الاستلام.
mail-pickup-bring-in-part = يُرجى إحضار رقم الطلب عند الاستلام. يتبعه الباقي في طرد آخر.

## مبلغ مُعاد.

mail-refunded-subject = { $amount } من طلبك { $number } في طريق العودة إليك
mail-refunded-title = مبلغك في طريق العودة إليك.
mail-refunded = { $why } { $way }
mail-refunded-card = يعود إلى البطاقة التي جاء منها؛ وقد تحتاج المصارف إلى عشرة أيام عمل لإظهاره.
mail-refunded-debit = يعود إلى الحساب الذي جاء منه؛ وقد تحتاج المصارف إلى عشرة أيام عمل لإظهاره.
mail-refunded-way = يعود بالطريقة نفسها.
mail-refunded-late = وصلت دفعتك بمبلغ { $amount } بعد إلغاء هذا الطلب، لذلك لا يُرسل شيء ويعود المبلغ كاملًا.
mail-refunded-twice = دُفع هذا الطلب مرتين، لذلك يعود إليك { $amount }. يبقى طلبك كما هو.
mail-refunded-given = نعيد إليك { $amount }.
mail-refunded-again = يسعدنا أن تشتريه من جديد: تعيد صفحة الطلب كل شيء إلى سلتك.
mail-buy-again = الشراء من جديد

## إلى المتجر بلغة المتجر.

mail-shop-footer = أُرسلت من { $sender } إلى عنوان المتجر نفسه.
mail-shop-to = إلى
mail-shop-customer = العميل
mail-shop-ordered = تاريخ الطلب
mail-shop-dispute = الاعتراض
mail-shop-command = الأمر
mail-shop-since = منذ
mail-shop-items = { $count ->
    [zero] لا قطع
    [one] قطعة واحدة
    [two] قطعتان
    [few] { $count } قطع
   *[other] { $count } قطعة
}
mail-shop-unit = { $sku } · { $count } × { $price }
mail-shop-new-subject = طلب جديد { $number }: { $total }، { $items }
mail-shop-new-title = طلب جديد.
mail-shop-new-preview = { $items }، { $state }.
mail-shop-new = { $items } بمبلغ { $total }، { $state }.
mail-shop-to-be-paid = يُدفع { $way }
mail-shop-paid = مدفوع { $way }
mail-shop-canceled = أُلغي في هذه الأثناء
mail-shop-by-card = بالبطاقة
mail-shop-by-debit = بالخصم المصرفي
mail-shop-by-paypal = عبر PayPal
mail-shop-by-transfer = بحوالة مصرفية
mail-shop-by-counter = في المتجر
mail-shop-disputed-subject = الطلب { $number }: يعترض مصرف المشتري على { $amount }
mail-shop-disputed-title = اعتراض على دفعة.
mail-shop-disputed = يطالب مصرف المشتري باستعادة { $amount }. أجب لدى مزوّد الدفع قبل انتهاء المهلة، وإلا ضاع المبلغ.
mail-shop-won-subject = الطلب { $number }: كُسب الاعتراض على { $amount }
mail-shop-won-title = كُسب اعتراض.
mail-shop-won = قرر المصرف أن يبقى { $amount } لديك.
mail-shop-lost-subject = الطلب { $number }: خُسر الاعتراض على { $amount }
mail-shop-lost-title = خُسر اعتراض.
mail-shop-lost = قرر المصرف أن يبقى { $amount } لدى المشتري.
mail-shop-attention-subject = الطلب { $number } يحتاج إلى شخص: { $what }
mail-shop-attention-title = طلب يحتاج إلى شخص.
mail-shop-attention-preview = { $what }: { $detail }
mail-shop-attention = الطلب { $number }: { $what } ({ $detail }). لا توجد قاعدة تحسم ذلك.
mail-shop-attention-command = يبيّن الأمر أدناه ما يجب فعله وكيفية الإبلاغ عن إنجازه.
mail-shop-amount-differs = لدى مزوّد الدفع مبلغ غير مبلغ الطلب
mail-shop-unexpected-money = وصل مال لم يطلبه الطلب
mail-shop-stuck = دفعته لا تتقدم
mail-shop-refund-failed = لم يصل مبلغ مُعاد
mail-shop-is-disputed = دفعته محل اعتراض
