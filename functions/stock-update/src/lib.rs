//! stock-update.
