/**
 * Flyway: splitting scripts, running them on the target, the schema history. The only place that imports Flyway; what it
 * throws never leaves this package. Every script, on the scratch as on the target, goes through {@link
 * dev.dbm.postgres.StatementRunner}.
 */
package dev.dbm.engine;
