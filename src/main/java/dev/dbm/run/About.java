package dev.dbm.run;

/** What dbm says of itself. */
public final class About {
    /** The version, from the jar's manifest; {@code dev} where dbm runs from class files. */
    public static final String VERSION = version();

    private About() {}

    private static String version() {
        String version = About.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
