//! outbox-relay.
