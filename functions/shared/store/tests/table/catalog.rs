//! The catalogue: a version is published whole or not at all.

use crate::goods::{an_offer, euros, locale, market, sku, terms};
use crate::shop::{Shop, a_shop};
use domain::catalog::Offer;
use domain::ids::{CatalogVersion, MarketId, Sku};
use domain::money::Money;
use embedded::Fault;
use std::collections::BTreeMap;
use store::StoreError;
use store::catalog::{Goods, Publication, Published};

fn version(digit: &str) -> CatalogVersion {
    CatalogVersion::parse(&digit.repeat(16)).unwrap()
}

fn gb() -> MarketId {
    MarketId::parse("gb").unwrap()
}

/// Some SKUs at one price in both markets.
pub fn a_catalog(digit: &str, skus: &[Sku], price: Money) -> Publication {
    let offers: Vec<Offer> = skus.iter().map(|sku| Offer { unit_price: price, ..an_offer(sku) }).collect();
    Publication {
        version: version(digit),
        offers: vec![(market(), offers.clone()), (gb(), offers)],
        terms: vec![terms("eu", &["en", "de"]), terms("gb", &["en-gb"])],
    }
}

async fn price(shop: &Shop, name: &str) -> Option<Money> {
    let current = shop.store.current_version().await.unwrap();
    let offers = shop.store.offers(&current, &market(), [&sku(name)]).await.unwrap();
    offers.by_sku.get(&sku(name)).map(|offer| offer.unit_price)
}

#[tokio::test]
async fn before_the_first_publication_there_is_no_version_and_no_offer() {
    let shop = a_shop().await;
    assert_eq!(shop.store.catalog_version().await.unwrap(), None);
    let current = shop.store.current_version().await;
    assert!(matches!(current, Err(StoreError::Broken(_))), "{current:?}");
    assert!(matches!(shop.store.storefront(None).await, Err(StoreError::Broken(_))));
}

#[tokio::test]
async fn what_was_published_reads_back() {
    let shop = a_shop().await;
    let skus = [sku("MUG-TIDE"), sku("OWL")];
    let publication = a_catalog("a", &skus, euros(2400));
    assert_eq!(shop.store.publish(&publication).await.unwrap(), Published::Now);
    assert_eq!(shop.store.catalog_version().await.unwrap(), Some(version("a")));
    let offers =
        shop.store.offers(&version("a"), &market(), [&skus[0], &skus[1], &sku("GONE")]).await.unwrap();
    let wanted: BTreeMap<Sku, Offer> = skus.iter().map(|sku| (sku.clone(), an_offer(sku))).collect();
    assert_eq!((offers.version, offers.by_sku), (version("a"), wanted));
    assert_eq!(shop.store.terms(&version("a"), &market()).await.unwrap(), Some(publication.terms[0].clone()));
    assert_eq!(shop.store.terms(&version("a"), &MarketId::parse("mars").unwrap()).await.unwrap(), None);
    let all = shop.store.all_offers(&version("a")).await.unwrap();
    assert_eq!(all, publication.offers.into_iter().collect());
}

#[tokio::test]
async fn offers_and_stock_come_together_and_what_is_not_there_is_left_out() {
    let shop = a_shop().await;
    let skus = [sku("MUG-TIDE"), sku("OWL"), sku("GONE")];
    shop.store.publish(&a_catalog("a", &skus[..2], euros(2400))).await.unwrap();
    shop.receive("OWL", 3).await;
    shop.receive("GONE", 1).await;
    for consistent in [true, false] {
        let goods = shop.store.goods(&version("a"), &market(), &skus, consistent).await.unwrap();
        let offers = shop.store.offers(&version("a"), &market(), &skus).await.unwrap();
        let stock = shop.store.stock(&skus, true).await.unwrap();
        assert_eq!((offers.by_sku.len(), stock.len()), (2, 2));
        assert_eq!(goods, Goods { offers, stock });
    }
}

#[tokio::test]
async fn terms_are_read_once_under_a_version_and_anew_under_the_next() {
    let shop = a_shop().await;
    let first = a_catalog("a", &[sku("OWL")], euros(2400));
    let mut second = a_catalog("b", &[sku("OWL")], euros(2400));
    second.terms[0].shop.name = "Another name".to_owned();
    for publication in [&first, &first, &second] {
        shop.store.publish(publication).await.unwrap();
        let front = shop.store.storefront(Some(&locale("en"))).await.unwrap();
        assert_eq!(front.terms, publication.terms[0]);
    }
    let reads = shop.calls.of("GetItem");
    assert_eq!(reads.iter().filter(|read| read.contains("TERMS")).count(), 2);
}

#[tokio::test]
async fn a_storefront_is_its_locale_and_the_default_for_any_other() {
    let shop = a_shop().await;
    let publication = a_catalog("a", &[sku("OWL")], euros(2400));
    shop.store.publish(&publication).await.unwrap();
    let front = shop.store.storefront(Some(&locale("en-gb"))).await.unwrap();
    assert_eq!((front.locale, front.prefix.as_str()), (locale("en-gb"), "/en-gb"));
    assert_eq!((front.version, front.terms), (version("a"), publication.terms[1].clone()));
    for wanted in [None, Some(locale("en")), Some(locale("tlh"))] {
        let front = shop.store.storefront(wanted.as_ref()).await.unwrap();
        assert_eq!((front.locale, front.prefix.as_str()), (locale("en"), ""), "{wanted:?}");
        assert_eq!(front.terms.market.id, market());
    }
    assert_eq!(shop.store.storefront(Some(&locale("de"))).await.unwrap().prefix, "/de");
}

#[tokio::test]
async fn publishing_the_same_again_changes_nothing() {
    let shop = a_shop().await;
    let publication = a_catalog("a", &[sku("OWL")], euros(2400));
    shop.store.publish(&publication).await.unwrap();
    let writes = shop.calls.of("BatchWriteItem").len();
    assert_eq!(shop.store.publish(&publication).await.unwrap(), Published::Already);
    assert_eq!(shop.calls.of("BatchWriteItem").len(), writes);
}

#[tokio::test]
async fn a_new_version_replaces_the_old_and_the_old_can_come_back() {
    let shop = a_shop().await;
    let first = a_catalog("a", &[sku("MUG-TIDE"), sku("OWL")], euros(2400));
    let second = a_catalog("b", &[sku("OWL")], euros(2500));
    shop.store.publish(&first).await.unwrap();
    shop.store.publish(&second).await.unwrap();
    assert_eq!((price(&shop, "OWL").await, price(&shop, "MUG-TIDE").await), (Some(euros(2500)), None));
    shop.store.publish(&first).await.unwrap();
    assert_eq!(
        (price(&shop, "OWL").await, price(&shop, "MUG-TIDE").await),
        (Some(euros(2400)), Some(euros(2400)))
    );
}

#[tokio::test]
async fn interrupted_anywhere_the_shop_sells_the_old_version_and_publishing_again_completes() {
    let skus: Vec<Sku> = (0..60).map(|number| sku(&format!("SKU-{number}"))).collect();
    for (operation, passed) in [("BatchWriteItem", 0), ("BatchWriteItem", 3), ("PutItem", 0)] {
        let shop = a_shop().await;
        shop.store.publish(&a_catalog("a", &skus, euros(2400))).await.unwrap();
        let next = a_catalog("b", &skus[..50], euros(2500));
        // Every call after the interruption fails, as for a process that died.
        let died = Fault::LoseRequest;
        shop.calls.let_pass(operation, passed);
        shop.calls.fail(operation, died, 3);
        let interrupted = shop.store.publish(&next).await;
        assert!(matches!(interrupted, Err(StoreError::Unknown(_))), "{interrupted:?}");
        assert_eq!(shop.calls.faults_left(), 0, "{operation} after {passed}");
        assert_eq!(shop.store.catalog_version().await.unwrap(), Some(version("a")));
        assert_eq!(
            (price(&shop, "SKU-1").await, price(&shop, "SKU-59").await),
            (Some(euros(2400)), Some(euros(2400)))
        );
        assert_eq!(shop.store.publish(&next).await.unwrap(), Published::Now);
        assert_eq!((price(&shop, "SKU-1").await, price(&shop, "SKU-59").await), (Some(euros(2500)), None));
        assert_eq!(shop.store.all_offers(&version("b")).await.unwrap()[&market()].len(), 50);
    }
}

#[tokio::test]
async fn a_list_of_more_skus_than_one_item_takes_is_read_whole() {
    let shop = a_shop().await;
    let skus: Vec<Sku> = (0..1_100).map(|number| sku(&format!("SKU-{number}"))).collect();
    shop.store.publish(&a_catalog("a", &skus, euros(2400))).await.unwrap();
    let all = shop.store.all_offers(&version("a")).await.unwrap();
    assert_eq!((all[&market()].len(), all[&gb()].len()), (1_100, 1_100));
}
