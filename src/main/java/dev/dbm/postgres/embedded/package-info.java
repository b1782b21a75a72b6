/** The PostgreSQL that dbm brings along and starts itself. */
package dev.dbm.postgres.embedded;
