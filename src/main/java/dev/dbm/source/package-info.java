/**
 * Migration files: read, checked and turned into values. Reads files and does nothing else; what is wrong with them becomes a
 * {@link dev.dbm.model.Problem}, all of it at once.
 */
package dev.dbm.source;
