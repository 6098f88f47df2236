//! hold-sweep.
