//! order-notify.
