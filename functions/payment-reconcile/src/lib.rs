//! payment-reconcile.
