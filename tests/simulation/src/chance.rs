//! Chance that is the same for the same seed: everything undecided in a schedule is drawn from one of these.

/// A stream of numbers that a seed decides (`SplitMix64`).
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The numbers of a seed.
    pub const fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// A number below `end`; 0 when there is none.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.number() % end).unwrap_or(0)
    }

    /// Whether something happens that happens so many times in a thousand.
    pub fn happens(&mut self, in_thousand: usize) -> bool {
        self.below(1_000) < in_thousand
    }

    /// One of these.
    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Milliseconds from `least` to below `end`.
    pub fn ms(&mut self, least: i64, end: i64) -> i64 {
        let range = usize::try_from(end.saturating_sub(least)).unwrap_or(1);
        least.saturating_add(i64::try_from(self.below(range)).unwrap_or(0))
    }
}

/// A number in which every bit depends on every bit of another.
pub const fn mixed(number: u64) -> u64 {
    let mut mixed = number;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// What happened so far, as one number: the same trace gives the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TraceHash(pub u64);

impl TraceHash {
    /// Adds a text.
    pub fn add(&mut self, text: &str) {
        let hashed = text.bytes().fold(self.0 ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        self.0 = mixed(hashed);
    }
}
