package dev.dbm.rehearsal;

import java.util.Set;

/** Bodies of routines that differ in white space and comments only. */
final class BodyLayout {
    private static final Set<String> LANGUAGES = Set.of("sql", "plpgsql");

    private BodyLayout() {}

    static void excuse(Excuses excuses) {
        excuses.drop(delta -> {
            boolean layout = delta.changed()
                    && delta.was().definition().equals(delta.is().definition())
                    && delta.is().language().filter(LANGUAGES::contains).isPresent()
                    && delta.was().body().isPresent()
                    && delta.is().body().isPresent()
                    && RoutineBodies.sameTokens(
                            delta.was().body().get(), delta.is().body().get());
            if (layout) {
                excuses.note(
                        "body-layout",
                        delta.object(),
                        "The body of " + delta.kind() + " " + delta.object()
                                + " differs in white space or comments only.");
            }
            return layout;
        });
    }
}
