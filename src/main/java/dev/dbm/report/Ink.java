package dev.dbm.report;

/**
 * Colour for a terminal, or none. What is said never depends on it.
 *
 * @param on whether colour is wanted
 */
record Ink(boolean on) {
    String red(String text) {
        return paint("31", text);
    }

    String green(String text) {
        return paint("32", text);
    }

    String yellow(String text) {
        return paint("33", text);
    }

    String bold(String text) {
        return paint("1", text);
    }

    String dim(String text) {
        return paint("2", text);
    }

    /** A verdict on an undo; may be padded. */
    String verdict(String cell) {
        return switch (cell.strip()) {
            case "proven" -> green(cell);
            case "missing", "empty", "failed", "diverged", "unstable" -> red(cell);
            case "unproven" -> dim(cell);
            default -> yellow(cell);
        };
    }

    private String paint(String code, String text) {
        return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
