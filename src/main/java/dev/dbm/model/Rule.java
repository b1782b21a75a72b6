package dev.dbm.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a script may do that a reviewer should know of: the one source for ids, default weights and texts. In order of the
 * page {@code docs/findings.md}, which is made from it.
 */
public enum Rule {
    // locks and long work
    INDEX_NOT_CONCURRENT(
            Severity.WARNING,
            "An index is built while writes wait",
            "CREATE INDEX and REINDEX keep INSERT, UPDATE and DELETE waiting until the whole table was read and sorted.",
            "Build it CONCURRENTLY, in a script of its own: that takes longer and blocks nobody."),
    INDEX_DROP_NOT_CONCURRENT(
            Severity.INFO,
            "An index is dropped under an exclusive lock",
            "DROP INDEX is quick, but waits for every transaction on the table, and all new queries queue behind it.",
            "Drop it CONCURRENTLY, in a script of its own."),
    INVALID_INDEX(
            Severity.WARNING,
            "An index is invalid",
            "An invalid index is kept up to date by every write and never read. IF NOT EXISTS takes it for the index that was"
                    + " wanted.",
            "Drop it CONCURRENTLY and build it again, or REINDEX it CONCURRENTLY (PostgreSQL 12)."),
    CHECK_WITHOUT_NOT_VALID(
            Severity.WARNING,
            "A CHECK reads the whole table under an exclusive lock",
            "ADD CHECK holds ACCESS EXCLUSIVE, so that nobody reads or writes, until every row was looked at.",
            "Add it NOT VALID, which is quick, and VALIDATE it in a later transaction, which blocks no traffic."),
    FOREIGN_KEY_WITHOUT_NOT_VALID(
            Severity.WARNING,
            "A foreign key is checked while writes to both tables wait",
            "ADD FOREIGN KEY locks both tables against writes until every row was looked up.",
            "Add it NOT VALID, which is quick, and VALIDATE it in a later transaction, which blocks no traffic."),
    NOT_NULL_SCAN(
            Severity.WARNING,
            "SET NOT NULL reads the whole table under an exclusive lock",
            "SET NOT NULL holds ACCESS EXCLUSIVE, so that nobody reads or writes, until every row was looked at.",
            "Prove it first with a CHECK (… IS NOT NULL) that was added NOT VALID and validated: then PostgreSQL 12 and later"
                    + " do not read the table again."),
    CONSTRAINT_BUILDS_INDEX(
            Severity.WARNING,
            "A constraint builds its index under an exclusive lock",
            "ADD UNIQUE, PRIMARY KEY or EXCLUDE holds ACCESS EXCLUSIVE until the index behind it is built.",
            "Build the unique index CONCURRENTLY first, and add the constraint USING INDEX. There is no such way for EXCLUDE."),
    COLUMN_TYPE_REWRITE(
            Severity.WARNING,
            "A new type of a column rewrites the table",
            "Every row and every index is written anew under ACCESS EXCLUSIVE: nobody reads or writes meanwhile, and the disk"
                    + " holds the table twice.",
            "Add a column of the new type, keep both filled, copy in batches, switch the code over, drop the old one later."),
    COLUMN_DEFAULT_REWRITE(
            Severity.WARNING,
            "A new column rewrites the table",
            "A volatile default, identity or stored generated column has a value of its own in each row, so every row is"
                    + " written anew under ACCESS EXCLUSIVE. (A constant default is free since PostgreSQL 11.)",
            "Add the column without it, set the default for new rows, fill the old ones in batches."),
    TABLE_REWRITE(
            Severity.WARNING,
            "A table is written anew",
            "Every row and every index is written anew while the table is locked, and the disk holds it twice.",
            "Spread it over small transactions where there is a way; else take a quiet hour, and know how long it takes."),
    SCAN_UNDER_LOCK(
            Severity.WARNING,
            "A table is read as a whole under a strong lock",
            "What waits for the lock waits until every row was read.",
            "Let a CHECK that was added NOT VALID and validated prove what the statement must know (ATTACH PARTITION), or"
                    + " split the statement."),
    WORK_UNDER_LOCK(
            Severity.WARNING,
            "Long work while a strong lock is held",
            "Locks are held until the script's transaction ends: a lock that alone takes milliseconds lasts as long as the work"
                    + " that follows it.",
            "Put the long work into a migration of its own, or before the statement that locks."),
    LOCK_WITHOUT_TIMEOUT(
            Severity.WARNING,
            "A strong lock is waited for without a limit",
            "While the statement waits for one long query, all new queries on the table queue behind it, for as long as that"
                    + " takes.",
            "Set a lock_timeout in dbm.toml (dbm tries again by itself), or in the script."),
    WHOLE_TABLE_WRITE(
            Severity.WARNING,
            "Every row of a large table is written in one statement",
            "Rows stay locked until the end, the table grows by the dead rows, replicas fall behind, and a failure at the last"
                    + " row throws all of it away.",
            "Write in batches of some thousand rows, each in its own transaction."),
    // what code or data may miss
    REQUIRED_COLUMN_WITHOUT_DEFAULT(
            Severity.ERROR,
            "A required column without a default",
            "PostgreSQL refuses a NOT NULL column without a default as soon as the table has a row.",
            "Give it a default, or add it nullable, fill it, and set NOT NULL afterwards."),
    DROP_TABLE(
            Severity.WARNING,
            "A table is dropped",
            "Its rows are gone, and code that runs at that moment fails.",
            "Two steps: first release code that no longer uses it, then drop it in a later migration."),
    DROP_COLUMN(
            Severity.WARNING,
            "A column is dropped",
            "Its values are gone, and code that runs at that moment and names it fails.",
            "Two steps: first release code that neither reads nor writes it, then drop it in a later migration."),
    TRUNCATE(
            Severity.WARNING,
            "A table is emptied",
            "All rows are gone, and nobody reads or writes until the transaction ends.",
            "Delete what must go, in batches, and keep the rest."),
    RENAME_TABLE(
            Severity.WARNING,
            "A table is renamed",
            "Old and new code run side by side during a release, and each knows one of the two names.",
            "Leave a view under the old name until no code uses it."),
    RENAME_COLUMN(
            Severity.WARNING,
            "A column is renamed",
            "Old and new code run side by side during a release, and each knows one of the two names.",
            "Add a column with the new name, keep both filled, switch the code over, drop the old one later."),
    TRIGGER_DISABLED(
            Severity.WARNING,
            "A trigger is left disabled",
            "What it kept true is no longer kept; for the triggers of a foreign key that means rows without their parent.",
            "Drop the trigger if it is not needed any more, or enable it before the script ends."),
    ROW_SECURITY_DISABLED(
            Severity.WARNING,
            "Row security is switched off",
            "Every role with a grant on the table sees all of its rows.",
            "Change the policies, and leave row security enabled."),
    // the way back, and the shape of things
    UNDO_HEAVIER(
            Severity.WARNING,
            "The undo weighs more than its forward",
            "An undo runs when something is wrong already: then nobody expects it to destroy or block more than the forward"
                    + " script did.",
            "Choose a forward script whose way back is light, or plan for the undo's time and loss."),
    IF_NOT_EXISTS_FOUND(
            Severity.WARNING,
            "IF NOT EXISTS found the object there",
            "The script made nothing, so an undo that drops the object destroys what was there before, and what is there may be"
                    + " another thing of the same name.",
            "Leave IF NOT EXISTS out: the history knows what was applied."),
    ENUM_VALUE_ADDED(
            Severity.INFO,
            "An enum label cannot be taken back",
            "PostgreSQL has no ALTER TYPE … DROP VALUE: the label stays after the undo.",
            "Use IF NOT EXISTS so that the second forward succeeds, or a lookup table with a foreign key."),
    FOREIGN_KEY_WITHOUT_INDEX(
            Severity.INFO,
            "A foreign key without an index on its columns",
            "Each DELETE or key UPDATE of a referenced row reads the whole referencing table.",
            "Build an index that begins with the key's columns."),
    UNNAMED_OBJECT(
            Severity.INFO,
            "A constraint or index without a name",
            "PostgreSQL makes up a name that depends on what is there already, and the undo must guess it.",
            "Name it."),
    JSON_COLUMN(
            Severity.INFO,
            "A column of type json",
            "json keeps the text as it came and has no equality: DISTINCT, GROUP BY and UNION fail on it, and no index serves it.",
            "Use jsonb, unless white space and the order of keys matter."),
    TRANSACTION_CONTROL(
            Severity.WARNING,
            "Transactions of the script's own",
            "In a script without dbm's transaction what is between BEGIN and COMMIT stands once it is committed: after a failure"
                    + " the script is half done.",
            "Split the script: what can run in a transaction into a migration of its own.");

    private final Severity severity;
    private final String title;
    private final String why;
    private final String instead;

    Rule(Severity severity, String title, String why, String instead) {
        this.severity = severity;
        this.title = title;
        this.why = why;
        this.instead = instead;
    }

    /** What the settings can make of a rule. */
    public enum Level {
        ERROR,
        WARNING,
        INFO,
        OFF
    }

    /** The name in settings, directives and output: {@code index-not-concurrent}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How much it weighs where the settings say nothing. */
    public Severity severity() {
        return severity;
    }

    /** What it finds, in a few words. */
    public String title() {
        return title;
    }

    /** Why that hurts. */
    public String why() {
        return why;
    }

    /** What to do instead, in words. */
    public String instead() {
        return instead;
    }

    public static Optional<Rule> of(String id) {
        return Arrays.stream(values()).filter(rule -> rule.id().equals(id)).findFirst();
    }

    public static List<String> ids() {
        return Arrays.stream(values()).map(Rule::id).toList();
    }
}
