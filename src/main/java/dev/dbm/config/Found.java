package dev.dbm.config;

import java.util.List;
import java.util.function.Function;

/**
 * A value and where it came from.
 *
 * @param variables the environment variables that were written into it
 */
record Found<T>(T value, Source source, List<String> variables) {
    static <T> Found<T> of(T value, Source source) {
        return new Found<>(value, source, List.of());
    }

    static <T> Found<T> of(T value, String source) {
        return of(value, Source.named(source));
    }

    <R> Found<R> map(Function<? super T, ? extends R> change) {
        return new Found<>(change.apply(value), source, variables);
    }

    /** Leaves the value out: it may be a password. */
    @Override
    public String toString() {
        return "a value from " + source.text();
    }
}
