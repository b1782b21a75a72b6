/**
 * PostgreSQL itself: connections, catalogs, locks, scratch databases, the embedded server, pg_dump. The only place with SQL
 * of our own and with {@code java.sql}; others hold a {@link dev.dbm.postgres.Session} and see values.
 */
package dev.dbm.postgres;
