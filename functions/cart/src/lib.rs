//! cart.
