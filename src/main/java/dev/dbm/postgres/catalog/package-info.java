/** Snapshots of a database's catalog: read whole, or only what a transaction touched. */
package dev.dbm.postgres.catalog;
