/** One renderer a format, each a function from a {@link dev.dbm.model.Report} to text. Knows values only, never a connection. */
package dev.dbm.report;
