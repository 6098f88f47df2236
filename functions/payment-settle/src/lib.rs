//! payment-settle.
