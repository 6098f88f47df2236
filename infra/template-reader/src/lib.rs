//! template-reader.
