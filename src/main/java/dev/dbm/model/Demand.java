package dev.dbm.model;

/** What meets something that an environment may not like. */
public enum Demand {
    ALLOW,
    WARN,
    /** An explicit word is needed. */
    ASK,
    REFUSE
}
