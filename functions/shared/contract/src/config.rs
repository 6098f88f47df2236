//! The environment names that functions read, each in one place; `infra/template.yaml` sets exactly these.

/// The name of the table.
pub const TABLE_NAME: &str = "TABLE_NAME";
/// The storefront's origin, without a slash at the end, such as `https://shop.example`.
pub const SITE_URL: &str = "SITE_URL";
/// The folder with the page shells that the site build made.
pub const SHELL_FOLDER: &str = "SHELL_FOLDER";
/// The secrets that order ids and order links are derived with, current first, separated by commas.
pub const LINK_SECRETS: &str = "LINK_SECRETS";
/// The secrets that contact data are encrypted under, current first, separated by commas.
pub const CONTACT_SECRETS: &str = "CONTACT_SECRETS";
/// The payment provider's base URL.
pub const PROVIDER_API_URL: &str = "PROVIDER_API_URL";
/// The payment provider's secret key.
pub const PROVIDER_KEY: &str = "PROVIDER_KEY";
/// PayPal's base URL.
pub const PAYPAL_API_URL: &str = "PAYPAL_API_URL";
/// The id of the shop's app at PayPal; empty where PayPal is not offered.
pub const PAYPAL_CLIENT_ID: &str = "PAYPAL_CLIENT_ID";
/// The secret of the shop's app at PayPal.
pub const PAYPAL_CLIENT_SECRET: &str = "PAYPAL_CLIENT_SECRET";
/// The ids of the webhook at PayPal, current first, separated by commas; empty where PayPal is not offered.
pub const PAYPAL_WEBHOOK_IDS: &str = "PAYPAL_WEBHOOK_IDS";
/// The webhook signing secrets, current first, separated by commas.
pub const WEBHOOK_SECRETS: &str = "WEBHOOK_SECRETS";
/// The mail address that the shop sends from.
pub const MAIL_SENDER: &str = "MAIL_SENDER";
/// The URL of the queue `payments`.
pub const PAYMENTS_QUEUE_URL: &str = "PAYMENTS_QUEUE_URL";
/// The URL of the queue `notices`.
pub const NOTICES_QUEUE_URL: &str = "NOTICES_QUEUE_URL";

/// What the CDN adds to the requests it passes on, so that nobody walks around it: secrets separated by commas.
pub const ORIGIN_SECRETS: &str = "ORIGIN_SECRETS";

/// Which names `edge` reads for every function that has a route.
pub const WITH_A_ROUTE: &[&str] = &[ORIGIN_SECRETS];

/// Which names each function reads itself.
pub const BY_FUNCTION: &[(&str, &[&str])] = &[
    ("cart", &[TABLE_NAME, SITE_URL, SHELL_FOLDER, LINK_SECRETS]),
    (
        "checkout",
        &[
            TABLE_NAME,
            SITE_URL,
            SHELL_FOLDER,
            LINK_SECRETS,
            CONTACT_SECRETS,
            PROVIDER_API_URL,
            PROVIDER_KEY,
            PAYPAL_API_URL,
            PAYPAL_CLIENT_ID,
            PAYPAL_CLIENT_SECRET,
        ],
    ),
    ("hold-sweep", &[TABLE_NAME, PAYMENTS_QUEUE_URL, NOTICES_QUEUE_URL]),
    ("offers", &[TABLE_NAME]),
    ("order-notify", &[TABLE_NAME, SITE_URL, LINK_SECRETS, CONTACT_SECRETS, MAIL_SENDER]),
    ("order-status", &[TABLE_NAME, SITE_URL, SHELL_FOLDER, LINK_SECRETS, CONTACT_SECRETS]),
    ("outbox-relay", &[TABLE_NAME, PAYMENTS_QUEUE_URL, NOTICES_QUEUE_URL]),
    (
        "payment-reconcile",
        &[TABLE_NAME, PROVIDER_API_URL, PROVIDER_KEY, PAYPAL_API_URL, PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET],
    ),
    (
        "payment-settle",
        &[TABLE_NAME, PROVIDER_API_URL, PROVIDER_KEY, PAYPAL_API_URL, PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET],
    ),
    ("payment-webhook", &[TABLE_NAME, WEBHOOK_SECRETS, PAYPAL_API_URL, PAYPAL_WEBHOOK_IDS]),
    ("search", &[TABLE_NAME, SHELL_FOLDER]),
    ("stock-update", &[TABLE_NAME]),
];
