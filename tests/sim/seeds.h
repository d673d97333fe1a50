/* seed, and what it found when it was new (docs/testing.md) */
1, /* a missed message passed over while the daemon was down was due at once and never told */
4, /* the same on another day */
12,
1700862772006,
