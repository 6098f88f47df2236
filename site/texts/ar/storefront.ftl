### ما تقوله القوالب والبرامج النصية. تُملأ الكلمات بين الأقواس حيث يظهر النص.

## إطار كل صفحة

frame-skip = انتقل إلى المحتوى
frame-cart = السلة
frame-cart-unit = { $count ->
    [zero] منتج
    [one] منتج
    [two] منتجان
    [few] منتجات
    [many] منتجًا
   *[other] منتج
}
frame-categories = الأقسام
frame-help = المساعدة
frame-shop = المتجر
frame-close = إغلاق
frame-unreached = تعذّر الوصول إلى المتجر. انظر في سلتك قبل أن تحاول مرة أخرى.
locales-label = اللغة والعملة
feed-title = جميع المنتجات

page-shipping = الشحن والإرجاع
page-withdrawal = حق العدول عن الشراء
page-contact = اتصل بنا
page-accessibility = إمكانية الوصول
page-about = من نحن
page-terms = الشروط
page-privacy = الخصوصية
page-imprint = بيانات الناشر

tax-note-inclusive = شاملة ضريبة القيمة المضافة، دون الشحن
tax-note-exclusive = دون الشحن وضريبة المبيعات حيث تستحق

## البحث والتصفية

search-label = ابحث في المتجر
search-verb = بحث
find-none = لا شيء يطابق «{ $words }». جرّب كلمات أقل أو كلمات أخرى.
find-all = عرض النتائج كلها ({ $count })
find-more = عرض المزيد
facet-brand = العلامة التجارية
filter-price = السعر
filter-from = من
filter-to = إلى
filter-up-to = { $products }، حتى { $price }
filter-in-stock = متوفر
filter-sort = الترتيب
filter-apply = تطبيق
sort-newest = الأحدث أولًا
sort-price-up = السعر من الأدنى إلى الأعلى
sort-price-down = السعر من الأعلى إلى الأدنى
sort-name = الاسم

## الصفحة الرئيسية والأقسام

home-everything = كل شيء حسب النوع
list-comma = {"، "}
products-count = { $count ->
    [zero] لا منتجات
    [one] منتج واحد
    [two] منتجان
    [few] { $count } منتجات
    [many] { $count } منتجًا
   *[other] { $count } منتج
}
category-products = المنتجات
category-none = لا منتج يطابق هذا كله.
category-show-all = عرض الكل
category-pages = الصفحات
category-page = صفحة
category-page-title = { $name }، صفحة { $page }
category-prices = جميع الأسعار { $note }.
card-from = من
card-few-left = بقي القليل

## المنتج

product-breadcrumb = مسار التصفح
product-larger = ، أكبر
product-quantity = الكمية
product-add = أضف إلى السلة
product-sold-out = نفدت الكمية
product-no-longer-sold = لم يعد يُباع
product-return = 30 يومًا للإرجاع
product-return-why = ، دون إبداء أسباب
product-free-from = توصيل مجاني ابتداءً من { $amount }
product-no-script = نتحقق من المخزون عند إضافة المنتج إلى السلة.
product-related = يناسبه أيضًا
product-seen = شاهدتَ سابقًا
product-zoom = صورة أكبر
product-previous = السابق
product-next = التالي
product-view = شاهده بأبعاد ثلاثية
product-view-back = العودة إلى الصورة
product-view-title = { $title } بأبعاد ثلاثية
# ما تقوله قارئات الشاشة عن العرض الثلاثي الأبعاد أثناء تدويره.
view-prompt = حرّكه بالفأرة أو باللمس أو بمفاتيح الأسهم.
view-front = منظر من الأمام
view-right = منظر من اليمين
view-back = منظر من الخلف
view-left = منظر من اليسار
view-upper-front = منظر من الأعلى ومن الأمام
view-upper-right = منظر من الأعلى ومن اليمين
view-upper-back = منظر من الأعلى ومن الخلف
view-upper-left = منظر من الأعلى ومن اليسار
view-lower-front = منظر من الأسفل ومن الأمام
view-lower-right = منظر من الأسفل ومن اليمين
view-lower-back = منظر من الأسفل ومن الخلف
view-lower-left = منظر من الأسفل ومن اليسار
product-optional = (اختياري)
product-characters = { $count ->
    [zero] بلا أحرف.
    [one] حرف واحد على الأكثر.
    [two] حرفان على الأكثر.
    [few] { $count } أحرف على الأكثر.
    [many] { $count } حرفًا على الأكثر.
   *[other] { $count } حرف على الأكثر.
}
# القانون: التوجيه الأوروبي 2011/83 المادة 16 (ج). أما الأيام الثلاثون فيمنحها المتجر نفسه.
product-made-for-you = بكلماتك يُصنع لك وحدك: لا ينطبق عليه حق العدول عن الشراء ولا أيامنا الثلاثون للإرجاع.
choice-two = { $first } و{ $second }
choice-three = { $first } و{ $second } و{ $third }
choice-not-made = غير متاح
drawer-title = في سلتك
drawer-added = أضيف إلى السلة
drawer-updated = حُدّثت السلة

## تكلفة التوصيل

shipping-how = الطريقة
shipping-days = أيام العمل
shipping-days-range = { $least } إلى { $most }
shipping-price = السعر
shipping-band = { $price } حتى { $weight }
shipping-weight = { $kilograms } كغ
shipping-free = مجانًا
shipping-free-over = مجانًا ابتداءً من { $amount }

## صفحة غير موجودة

not-found-title = الصفحة غير موجودة
not-found-headline = لا شيء على هذا الرف.
not-found-lead = قد يكون العنوان قديمًا، أو لم يعد المنتج يُصنع. أما المتجر فما زال في مكانه.
not-found-shop = إلى المتجر
not-found-ask = اسألنا

## ما تقرؤه البرامج

llms-prices = الأسعار في هذه الصفحات هي أسعار { $locale }؛ السعر والمخزون الحاليان لرمز SKU: ‏{ $offers }. البحث: ‏{ $search } مع `Accept: application/json`.
llms-data = البيانات
llms-json-feed = جميع المنتجات مع الأسعار، JSON Feed
llms-merchant-feed = جميع رموز SKU، خلاصة التجار
