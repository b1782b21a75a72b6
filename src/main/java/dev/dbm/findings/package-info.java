/** What a reviewer should know of a migration: rules over what was observed. Pure; knows the model and the words of statements. */
package dev.dbm.findings;
