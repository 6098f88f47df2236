//! offers.
