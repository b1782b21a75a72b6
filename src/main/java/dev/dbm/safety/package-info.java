/** What keeps a target from harm, and brings it back. Knows the model and PostgreSQL, and nothing of settings. */
package dev.dbm.safety;
