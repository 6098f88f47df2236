//! What kinds of shoppers there are.

/// What kind of shopper somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Temper {
    /// Pays at once.
    Plain,
    /// Sends every form twice.
    DoubleClicker,
    /// Orders and never pays.
    GiveUp,
    /// Is declined, and pays with another card.
    Declined,
    /// Is asked for 3-D Secure.
    Challenged,
    /// Pays in the last minute.
    Late,
    /// Wants to change the cart after ordering.
    Changer,
    /// Pays and changes the cart at the same time.
    Torn,
    /// Works in two tabs on one cart.
    TwoTabs,
    /// Adds one more in two tabs at the same time.
    Adder,
    /// Puts something more into the cart while the order is placed.
    Straggler,
    /// Pays by bank transfer, which staff sees.
    Transfer,
    /// Means to pay by bank transfer and forgets.
    Forgetful,
    /// Orders, and staff cancels the order.
    Canceled,
    /// Is declined until no attempt is left.
    Hopeless,
    /// Pays by a debit that the bank honors days later.
    Debit,
    /// Pays by a debit that the bank does not honor, days later.
    BadDebit,
    /// Pays with a card whose capture is refused for good.
    Uncaptured,
    /// Gets some of the money back, and then the rest in the provider's dashboard.
    Refunded,
    /// Is given the money back, which does not arrive.
    Unreachable,
    /// Pays, and disputes it.
    Disputing,
    /// Gets two parcels and then some of the money back.
    Supplied,
    /// Has two lamps engraved, and sends one of them back.
    Engraver,
    /// Takes a cart to another device by its link.
    Mover,
    /// Pays with PayPal.
    Wallet,
    /// Approves at PayPal what the bank declines, and then something else.
    WalletDeclined,
    /// Approves at PayPal when the order is over.
    WalletLate,
    /// Approves at PayPal and changes the cart at the same time.
    WalletTorn,
    /// Approves at PayPal what is held for a review that ends well.
    WalletReviewed,
    /// The same, and the review ends badly.
    WalletRejected,
    /// Pays with PayPal and is given the money back, which does not arrive.
    WalletUnreachable,
    /// Pays with PayPal, disputes it, and wins.
    WalletDisputing,
}

impl Temper {
    /// Every temper.
    pub const ALL: [Self; 32] = [
        Self::Plain,
        Self::DoubleClicker,
        Self::GiveUp,
        Self::Declined,
        Self::Challenged,
        Self::Late,
        Self::Changer,
        Self::Torn,
        Self::TwoTabs,
        Self::Adder,
        Self::Straggler,
        Self::Transfer,
        Self::Forgetful,
        Self::Canceled,
        Self::Hopeless,
        Self::Debit,
        Self::BadDebit,
        Self::Uncaptured,
        Self::Refunded,
        Self::Unreachable,
        Self::Disputing,
        Self::Supplied,
        Self::Engraver,
        Self::Mover,
        Self::Wallet,
        Self::WalletDeclined,
        Self::WalletLate,
        Self::WalletTorn,
        Self::WalletReviewed,
        Self::WalletRejected,
        Self::WalletUnreachable,
        Self::WalletDisputing,
    ];

    /// Whether there is something to see in how this shopper fills a cart; the others come with a filled one.
    pub const fn fills_a_cart(self) -> bool {
        matches!(self, Self::Plain | Self::TwoTabs | Self::Adder | Self::Straggler)
    }
}
