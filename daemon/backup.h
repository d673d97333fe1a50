/* The one file a backup is made in. */
#ifndef LUNZHI_DAEMON_BACKUP_H
#define LUNZHI_DAEMON_BACKUP_H

#define BACKUP_NAME "backup.tmp" /* in the state directory */

/* Removes what a backup left behind when the process was killed. */
void backup_clean(const char *state_dir);

#endif
