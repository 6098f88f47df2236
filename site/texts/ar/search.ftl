search-all-products = كل المنتجات
search-for = بحث: { $query }
search-everything = كل شيء
search-heading = «{ $query }»
search-heading-in = «{ $query }» في { $category }
search-products = المنتجات
search-count = { $count ->
    [zero] لا منتجات
    [one] منتج واحد
    [two] منتجان
    [few] { $count } منتجات
    [many] { $count } منتجًا
   *[other] { $count } منتج
}
search-all-prices = جميع الأسعار { $note }.
search-from = ابتداءً من { $price }
search-in-stock = متوفر
search-sort = الترتيب
search-sort-best = الأنسب أولًا
search-sort-price-up = السعر من الأقل إلى الأعلى
search-sort-price-down = السعر من الأعلى إلى الأقل
search-sort-name = الاسم
search-apply = تطبيق
search-price = السعر
search-price-from = من
search-price-to = إلى
search-nothing-narrowed = لا يوجد منتج يطابق كل هذا. احذف بعض الشروط، أو تصفّح كل شيء.
search-nothing = لا شيء يطابق هذه الكلمات. جرّب كلمات أقل أو كتابة أخرى أو نوع المنتج.
search-show-everything = عرض كل شيء
search-pages = الصفحات
search-page = الصفحة
search-comma = { "، " }
