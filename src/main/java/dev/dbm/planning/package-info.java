/** Deciding, without I/O: files and history in, the state of each migration and the steps to run out. */
package dev.dbm.planning;
