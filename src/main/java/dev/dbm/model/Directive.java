package dev.dbm.model;

/** A {@code -- dbm:} comment on a line of its own, which speaks about the script that it stands in. */
public sealed interface Directive {
    /** The line that it stands on, counted from 1. */
    int line();

    /** {@code -- dbm:irreversible <reason>}: this migration cannot be undone. */
    record Irreversible(int line, String reason) implements Directive {}

    /** {@code -- dbm:no-transaction}: the script runs outside a transaction. */
    record NoTransaction(int line) implements Directive {}

    /** {@code -- dbm:allow <rule> <reason>}: one finding of that rule is accepted. */
    record Allow(int line, String rule, String reason) implements Directive {}

    /** {@code -- dbm:assume <kind> <object> <reason>}: one difference that the rehearsal found is accepted. */
    record Assume(int line, String kind, String object, String reason) implements Directive {}
}
