/** What stands around a change of the target: backups, the explicit word, checks, hooks, notification. Knows no settings. */
package dev.dbm.safety;
