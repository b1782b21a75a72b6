package dev.dbm.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One fact that a database's catalog holds, in words that are the same in every database with the same schema.
 *
 * @param kind what it is: {@code table}, {@code column}, {@code index}, {@code comment}, {@code grant} ...
 * @param object its full name: {@code public.users.email}; for a fact about another object ({@code comment}, {@code grant},
 *     {@code owner}) that object's kind and name
 * @param definition all that counts when comparing, as text without the object's own name
 * @param body the body of a routine, which is compared as tokens where {@code language} is sql or plpgsql
 * @param generated whether PostgreSQL may have chosen the name itself, so that another name with the same definition is the
 *     same thing
 */
public record CatalogItem(
        String kind,
        String object,
        String definition,
        Optional<String> language,
        Optional<String> body,
        boolean generated) {

    /** A fact that is all in its definition. */
    public static CatalogItem of(String kind, String object, String definition) {
        return new CatalogItem(kind, object, definition, Optional.empty(), Optional.empty(), false);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CatalogItem that
                && generated == that.generated
                && kind.equals(that.kind)
                && object.equals(that.object)
                && definition.equals(that.definition)
                && language.equals(that.language)
                && body.equals(that.body);
    }

    @Override
    public int hashCode() {
        return object.hashCode() * 31 + definition.hashCode();
    }

    /** Definition and body as one text for people. */
    public String text() {
        return body.map(text -> definition + "\n" + text).orElse(definition);
    }
}
