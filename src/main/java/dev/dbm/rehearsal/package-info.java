/**
 * The rehearsal: forward, back and forward again on a scratch, the catalog compared each time. Uses the very runners that the
 * target gets.
 */
package dev.dbm.rehearsal;
