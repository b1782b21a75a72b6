/** What stands around a change of the target: the explicit word, backups, checks, hooks, notification. */
package dev.dbm.safety;
