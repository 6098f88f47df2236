//! Chance that can be repeated: the same seed draws the same numbers.

/// Draws numbers (`SplitMix64`).
pub struct Chance(u64);

impl Chance {
    /// The draws of a seed.
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// Whether something happens that happens `percent` times in a hundred.
    pub fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        let position = self.below(all.len().try_into().unwrap());
        all[usize::try_from(position).unwrap()]
    }
}

/// The number of this environment variable.
pub fn asked_for(variable: &str) -> Option<u64> {
    let text = std::env::var_os(variable)?;
    Some(text.to_str().unwrap().parse().unwrap_or_else(|_| panic!("{variable} is not a number")))
}

/// The seed of `SEED`, or one that nobody chose.
pub fn seed() -> u64 {
    asked_for("SEED").unwrap_or_else(|| u64::from(u32::from_le_bytes(edge::ids::random().unwrap())))
}
