/**
 * The words of dbm as values: records, enums and sealed types. Nothing here reads a file, opens a connection or prints;
 * nothing here depends on another package of dbm.
 */
package dev.dbm.model;
