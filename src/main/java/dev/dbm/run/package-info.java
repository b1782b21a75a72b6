/** The use cases, each the sequence of its steps, readable from top to bottom. Knows no command line and prints nothing. */
package dev.dbm.run;
