/* Gives back memory that only starting and loading needed. */
#ifndef LUNZHI_DAEMON_RESIDENT_H
#define LUNZHI_DAEMON_RESIDENT_H

/* Free heap pages, and the pages of programs and libraries that were mapped on the way: those that cannot be written to come back from the
 * page cache when they are touched again. Half a hundred libraries initialise themselves, most of which a quiet daemon never calls again.
 */
void resident_trim(void);

#endif
