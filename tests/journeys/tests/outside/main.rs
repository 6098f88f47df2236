//! What happens to the shop from outside of its code: it is killed, its disk is full, its clock jumps.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod chance;
mod clock;
mod disk;
mod kills;
mod load;
mod process;
mod purchase;
mod verdict;
