package dev.dbm.run;

/** A name as a shell takes it for one word, for the commands that a report tells people to type. */
final class ShellWord {
    private ShellWord() {}

    static String of(String name) {
        return name.matches("[\\w./:@%+=,-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
    }
}
