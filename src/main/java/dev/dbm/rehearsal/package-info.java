/** Proving pairs: forward, back, forward on a scratch, and comparing what the catalog then says. */
package dev.dbm.rehearsal;
