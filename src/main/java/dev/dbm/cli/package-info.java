/** The command line: translates options into a use case's and its report into output. Decides nothing. */
package dev.dbm.cli;
