package dev.dbm;

/** The entry point. */
public final class Dbm {
    private Dbm() {}

    public static void main(String[] args) {
        System.out.println("dbm");
    }
}
