## ما تعذّر فعله وما العمل حياله. الرموز التي تقرؤها البرامج في `contract::problem`.

problem-internal = حدث خطأ من جانبنا. لم يُخصم أي مبلغ؛ يُرجى المحاولة مرة أخرى.
problem-busy = المتجر مزدحم جدًا الآن. يُرجى المحاولة بعد لحظة.
problem-nothing-here = لا شيء هنا.
problem-own-address = لا يجيب المتجر إلا على عنوانه الخاص.
problem-foreign-origin = جاء هذا الطلب من موقع آخر.
problem-too-large = حجم الطلب أكبر من { $most } بايت.
problem-media-type = أرسل نموذجًا أو JSON.
problem-unreadable = تعذّرت قراءة الطلب: { $why }
# يسمّي `why` الحقل وما فيه من خطأ، لمن كتب البرنامج الذي أرسل الطلب.
problem-field = في الطلب ما لا يمكن استخدامه: { $why }

## السلة.

problem-quantity = الكمية عدد صحيح من 1 إلى { $most }.
problem-not-sold = { $sku } غير متاح للبيع هنا.
problem-line-full = الحد الأقصى في الطلب { $most } من الصنف الواحد. راسلنا إن أردت أكثر.
problem-cart-full = الحد الأقصى في الطلب { $most } من الأصناف المختلفة.
problem-cart-ordered = طُلب ما في هذه السلة للتو. أعد تحميل الصفحة للمتابعة.
problem-no-line = لم يعد هذا في سلتك. يُرجى إضافته مرة أخرى.
problem-no-property = ليس لهذا الصنف حقل باسم `{ $property }`.
problem-property = { $name }: { $why }
problem-text-empty = اكتب النص المطلوب أو اترك الحقل فارغًا.
problem-text-long = يتسع المكان لعدد من الأحرف أقصاه { $most }، وعدد أحرف هذا النص { $length }. يُرجى تقصيره.
problem-text-letter = لا يمكن كتابة { $letter }. استخدم الحروف اللاتينية والأرقام والمسافات و‎. , ! ? ' & - / ( )‎.
problem-text-quoted = «{ $letter }»
problem-text-break = فاصل أسطر
problem-text-code = الرمز { $code }
problem-cart-link = هذا ليس رابط سلة. يُرجى نسخه كاملًا.
problem-cart-link-expired = انتهت صلاحية هذا الرابط. اطلب رابطًا جديدًا من صفحة السلة نفسها.
problem-cart-link-ordered = سبق أن طُلب ما كان في هذه السلة.
problem-cart-gone = لم تعد هذه السلة موجودة.
problem-cart-empty = سلة مشترياتك فارغة.

## إتمام الشراء.

problem-title = لم ينجح ذلك.
problem-to-shop = إلى المتجر
problem-already-ordered = طُلب ما في هذه السلة.
problem-ordered-otherwise = طُلب ما في هذه السلة من قبل ببيانات أخرى. يعرض الطلب ما تم طلبه.
problem-no-longer-sold = لم يعد { $sku } متاحًا للبيع. أزِله من السلة للمتابعة.
problem-not-delivered = لا يمكن توصيل هذه السلة إلى ذلك البلد. اختر بلدًا آخر أو سلة أخف.
problem-delivery-not-offered = لا يمكن اختيار طريقة التوصيل هذه لهذا الطلب.
problem-choose-country = اختر أحد البلدان التي نوصل إليها.
problem-choose-delivery = طريقة التوصيل تلك غير متاحة لهذا الطلب. راجع التوصيل والمجموع مرة أخرى.
problem-choose-method = طريقة الدفع تلك غير متاحة لهذا الطلب. اختر طريقة أخرى.
problem-method-not-offered = طريقة الدفع هذه غير متاحة لهذا الطلب.
problem-below-minimum = لا يمكن دفع الطلبات التي تقل عن { $minimum } بالبطاقة.
problem-too-many-for-later = يمكن دفع ثمن { $units } قطعة لاحقًا كحد أقصى. اختر البطاقة أو راسلنا.
problem-cart-changed = عُدّلت السلة في نافذة أخرى. يُرجى مراجعتها ثم الطلب من جديد.
problem-total-changed = أصبح المجموع الآن { $total }. يُرجى المراجعة ثم الطلب من جديد.
problem-not-enough = لم يبقَ ما يكفي من { $title }.
problem-fields = بعض الحقول تحتاج إلى مراجعة.
problem-mail-full = عدد الطلبات غير المدفوعة بعنوان البريد هذا: { $count }. ادفع أحدها أو عدّل سلته أولًا؛ تنتهي الطلبات غير المدفوعة تلقائيًا خلال ساعتين.
problem-network-full = قُدّمت من شبكتك طلبات غير مدفوعة كثيرة. يُرجى المحاولة بعد قليل؛ سلتك محفوظة.
problem-network-declined = رُفضت اليوم دفعات كثيرة من شبكتك. يُرجى اختيار طريقة دفع بلا بطاقة أو المحاولة غدًا؛ سلتك محفوظة.

## طلب.

problem-order = الطلب
problem-order-title = لم نتمكن من العثور على هذا الطلب.
problem-order-link = لم نتمكن من العثور على هذا الطلب. استخدم الرابط الوارد في الرسالة.
problem-order-key = افتح الرابط الوارد في رسالتنا مرة أخرى: هذا الرابط غير كامل.
problem-order-stands = هذا الطلب مدفوع وسارٍ.
problem-order-erased = لم يعد بالإمكان دفع هذا الطلب.
problem-order-not-waiting = هذا الطلب لا ينتظر دفعة.
problem-order-canceling = يجري إلغاء هذا الطلب.
problem-order-too-often = تكررت محاولات دفع هذا الطلب كثيرًا. أعِده إلى السلة.
problem-order-too-late = انتهت مهلة دفع هذا الطلب. أعِده إلى السلة.
problem-method-gone = لم تعد طريقة الدفع هذه متاحة.
problem-payment-page = تعذّر الوصول إلى صفحة الدفع حاليًا. يُرجى المحاولة قريبًا.
problem-provider = تعذّر الوصول إلى مزوّد خدمة الدفع. يُرجى المحاولة قريبًا.

## تسأل عنها البرامج فقط.

problem-no-market = لا توجد سوق باسم `{ $market }`.
problem-too-many-skus = يمكن الاستعلام عن { $most } رمز SKU في المرة الواحدة كحد أقصى.
problem-too-many-properties = يمكن الاستعلام عن { $most } من الخصائص في المرة الواحدة كحد أقصى.
problem-no-webhook = لا يوجد webhook بهذا الاسم.
problem-not-signed = الحدث غير موقّع كما اتُّفق عليه.
