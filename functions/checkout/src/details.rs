//! What was typed into the checkout: read, kept sealed until the order is placed, read again.

use crate::review::{self, Review};
use crate::{Shop, failed};
use contract::http::CheckoutForm;
use contract::problem::Refusal;
use domain::address::AddressField;
use domain::ids::{CartId, Country, DeliveryId};
use domain::limits::REQUEST_BODY_MAX;
use domain::payments::PaymentMethod;
use domain::time::Timestamp;
use edge::answer::Answer;
use edge::{Request, answer, ids, request};
use std::collections::BTreeMap;
use texts::Texts;

const COUNTRY: &str = "country";
const DELIVERY: &str = "delivery";
const METHOD: &str = "method";

/// The checkout's fields as typed, right or wrong. Personal: never logged.
#[derive(Clone, Default)]
pub struct Details {
    /// Address fields.
    pub typed: BTreeMap<AddressField, String>,
    /// The chosen country, if it can be one.
    pub country: Option<Country>,
    /// The chosen delivery, if it can be one.
    pub delivery: Option<DeliveryId>,
    /// The chosen way to pay.
    pub method: Option<PaymentMethod>,
}

impl Details {
    /// Takes the fields out of a form.
    pub fn of(form: &CheckoutForm) -> Self {
        let fields = [
            (AddressField::Email, &form.email),
            (AddressField::Name, &form.name),
            (AddressField::Company, &form.company),
            (AddressField::Line1, &form.line1),
            (AddressField::Line2, &form.line2),
            (AddressField::Locality, &form.locality),
            (AddressField::City, &form.city),
            (AddressField::Region, &form.region),
            (AddressField::PostalCode, &form.postal_code),
            (AddressField::Phone, &form.phone),
        ];
        let typed = fields.into_iter().filter_map(|(field, text)| Some((field, text.clone()?))).collect();
        Self {
            typed,
            country: form.country.as_deref().and_then(|text| Country::parse(text).ok()),
            delivery: form.delivery.as_deref().and_then(|text| DeliveryId::parse(text).ok()),
            method: form.method.as_deref().and_then(PaymentMethod::parse),
        }
    }

    fn to_map(&self) -> BTreeMap<String, String> {
        let mut map: BTreeMap<String, String> =
            self.typed.iter().map(|(field, text)| (field.name().to_owned(), text.clone())).collect();
        let mut keep =
            |name: &str, value: Option<String>| value.map(|value| map.insert(name.to_owned(), value));
        keep(COUNTRY, self.country.as_ref().map(ToString::to_string));
        keep(DELIVERY, self.delivery.as_ref().map(ToString::to_string));
        keep(METHOD, self.method.map(|method| method.name().to_owned()));
        map
    }

    fn from_map(map: &BTreeMap<String, String>) -> Self {
        let typed = |field: AddressField| Some((field, map.get(field.name())?.clone()));
        Self {
            typed: AddressField::ALL.into_iter().filter_map(typed).collect(),
            country: map.get(COUNTRY).and_then(|text| Country::parse(text).ok()),
            delivery: map.get(DELIVERY).and_then(|text| DeliveryId::parse(text).ok()),
            method: map.get(METHOD).and_then(|text| PaymentMethod::parse(text)),
        }
    }
}

/// Reads the form of a request.
///
/// # Errors
/// A [`Refusal`].
pub fn read(shop: &Shop, request: &Request) -> Result<CheckoutForm, Refusal> {
    request::check_origin(request, &shop.site_url)?;
    request::body(request, REQUEST_BODY_MAX)
}

/// What was typed before, or nothing.
///
/// # Errors
/// A [`Refusal`].
pub async fn kept(shop: &Shop, cart: &CartId, now: Timestamp) -> Result<Details, Refusal> {
    let Some(sealed) = shop.store.checkout_details(cart, now).await? else { return Ok(Details::default()) };
    match shop.sealer.open_form(cart.as_str(), &sealed) {
        Ok(map) => Ok(Details::from_map(&map)),
        Err(error) => {
            tracing::warn!(%error, "kept checkout details are of another secret");
            Ok(Details::default())
        }
    }
}

/// Keeps what was typed, sealed.
///
/// # Errors
/// A [`Refusal`].
pub async fn store(shop: &Shop, cart: &CartId, details: &Details, now: Timestamp) -> Result<(), Refusal> {
    let nonce = ids::random().map_err(|error| failed("details got no nonce", &error))?;
    let sealed = shop.sealer.seal_form(cart.as_str(), nonce, &details.to_map());
    let sealed = sealed.map_err(|error| failed("details could not be sealed", &error))?;
    Ok(shop.store.keep_checkout_details(cart, sealed, now).await?)
}

/// `POST /checkout/details`: keeps what was typed and shows what the order costs there.
///
/// # Errors
/// A [`Refusal`].
pub async fn keep(shop: &Shop, request: &Request, now: Timestamp) -> Result<Answer, Refusal> {
    let details = Details::of(&read(shop, request)?);
    let visit = review::visit(shop, request, now).await?;
    store(shop, &visit.cart.id, &details, now).await?;
    if request::wants_json(request) {
        let review = Review::of(shop, &visit, &details).await?;
        return Ok(answer::json(&review.body(Texts::of(&visit.front.locale))?));
    }
    Ok(answer::see_other("/checkout"))
}
