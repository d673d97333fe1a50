/* Kept as examples of all kinds of days. 1 and 4 stood still over a missed message passed over in downtime, when the world's months of troubles
 * were longer. */
1,
4,
12,
