package dev.dbm.authoring;

/** Something cannot be written down as SQL; the message says why. */
final class NotSql extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotSql(String why) {
        super(why, null, false, false);
    }

    /** The object on one line, so that nothing of its name leaves the comment. */
    @SuppressWarnings("MethodMayBeStatic")
    String about(String object) {
        return object.replaceAll("\\p{Cntrl}+", " ");
    }
}
