/** Settings: where they come from and what they mean. Reads files and the environment, opens no connection. */
package dev.dbm.config;
