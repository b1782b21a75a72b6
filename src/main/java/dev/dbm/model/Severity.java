package dev.dbm.model;

/** How much a problem weighs: only an error stops a run. */
public enum Severity {
    ERROR,
    WARNING,
    INFO
}
