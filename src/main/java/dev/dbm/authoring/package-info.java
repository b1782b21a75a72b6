/** Writing migrations: the pair that {@code dbm make} starts with. */
package dev.dbm.authoring;
