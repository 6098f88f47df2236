//! order-status.
