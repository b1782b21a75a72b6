package dev.dbm.model;

/** Every kind of problem that dbm can report, with the exit code that it leads to. */
public enum ProblemCode {
    // files
    NO_MIGRATIONS_FOLDER(ExitCode.USAGE),
    MALFORMED_NAME(ExitCode.BLOCKED),
    DUPLICATE_VERSION(ExitCode.BLOCKED),
    DUPLICATE_REPEATABLE(ExitCode.BLOCKED),
    UNDO_MISSING(ExitCode.BLOCKED),
    UNDO_EMPTY(ExitCode.BLOCKED),
    FORWARD_EMPTY(ExitCode.BLOCKED),
    UNDO_WITHOUT_FORWARD(ExitCode.BLOCKED),
    FIXTURE_WITHOUT_FORWARD(ExitCode.BLOCKED),
    DESCRIPTION_DIFFERS(ExitCode.BLOCKED),
    NOT_UTF8(ExitCode.BLOCKED),
    UNREADABLE_FILE(ExitCode.BLOCKED),
    BAD_SCRIPT_CONFIG(ExitCode.BLOCKED),
    BACKSLASH_COMMAND(ExitCode.BLOCKED),
    TRANSACTION_CONTROL(ExitCode.BLOCKED),
    WRAPPER_SKIPPED(ExitCode.BLOCKED),
    UNTERMINATED(ExitCode.BLOCKED),
    NAMES_HISTORY(ExitCode.BLOCKED),
    UNKNOWN_DIRECTIVE(ExitCode.BLOCKED),
    DIRECTIVE_MISPLACED(ExitCode.BLOCKED),
    DIRECTIVE_WITHOUT_REASON(ExitCode.BLOCKED),
    NEEDS_NO_TRANSACTION(ExitCode.BLOCKED),
    UNSET_PLACEHOLDER(ExitCode.BLOCKED),
    // options and settings
    BAD_OPTION(ExitCode.USAGE),
    BAD_SETTINGS(ExitCode.USAGE),
    UNKNOWN_SETTING(ExitCode.USAGE),
    UNKNOWN_ENVIRONMENT(ExitCode.USAGE),
    UNSET_VARIABLE(ExitCode.USAGE),
    NO_URL(ExitCode.USAGE),
    BAD_URL(ExitCode.USAGE),
    PRODUCTION_ASSUMED(ExitCode.USAGE),
    UNKNOWN_VERSION(ExitCode.USAGE),
    OUTPUT_UNWRITABLE(ExitCode.USAGE),
    RESET_NOT_ALLOWED(ExitCode.USAGE),
    // the server
    UNREACHABLE(ExitCode.FAILED),
    AUTHENTICATION_FAILED(ExitCode.FAILED),
    NO_SUCH_DATABASE(ExitCode.FAILED),
    SERVER_TOO_OLD(ExitCode.FAILED),
    READ_ONLY(ExitCode.FAILED),
    NO_PRIVILEGE(ExitCode.FAILED),
    POOLING_PROXY(ExitCode.FAILED),
    CONNECTION_LOST(ExitCode.FAILED),
    OUTCOME_UNKNOWN(ExitCode.FAILED),
    EMBEDDED_FAILED(ExitCode.FAILED),
    TOOL_MISSING(ExitCode.FAILED),
    TOOL_FAILED(ExitCode.FAILED),
    SQL_FAILED(ExitCode.FAILED),
    INTERRUPTED(ExitCode.FAILED),
    UNEXPECTED(ExitCode.FAILED),
    // the rehearsal
    SCRATCH_IMPOSSIBLE(ExitCode.BLOCKED),
    SCRATCH_ESCAPE(ExitCode.BLOCKED),
    REPLAY_FAILED(ExitCode.BLOCKED),
    FORWARD_FAILED(ExitCode.BLOCKED),
    UNDO_FAILED(ExitCode.BLOCKED),
    SECOND_FORWARD_FAILED(ExitCode.BLOCKED),
    UNDO_LEFT_BEHIND(ExitCode.BLOCKED),
    SECOND_FORWARD_DIFFERS(ExitCode.BLOCKED),
    REPEATABLE_FAILED(ExitCode.BLOCKED),
    REPEATABLE_UNSTABLE(ExitCode.BLOCKED),
    FIXTURE_FAILED(ExitCode.BLOCKED),
    IRREVERSIBLE(ExitCode.BLOCKED),
    // gates
    CONFIRMATION_NEEDED(ExitCode.CONFIRM),
    DATA_LOSS(ExitCode.CONFIRM),
    NO_WAY_BACK(ExitCode.CONFIRM),
    // the backup, and the way back through it
    NO_BACKUP(ExitCode.CONFIRM),
    BACKUP_FAILED(ExitCode.FAILED),
    BACKUP_NO_SPACE(ExitCode.FAILED),
    BACKUP_SHRANK(ExitCode.FAILED),
    BACKUP_DAMAGED(ExitCode.BLOCKED),
    BACKUP_FOREIGN(ExitCode.CONFIRM),
    RESTORE_FAILED(ExitCode.FAILED),
    RESTORED_DIFFERS(ExitCode.BLOCKED),
    NOT_AS_BACKED_UP(ExitCode.PARTIAL),
    DATABASE_IN_USE(ExitCode.BUSY),
    RESET_DESTROYS(ExitCode.CONFIRM),
    // target and files disagree
    CHECKSUM_CHANGED(ExitCode.CONFLICT),
    APPLIED_FILE_MISSING(ExitCode.CONFLICT),
    OUT_OF_ORDER(ExitCode.CONFLICT),
    FAILED_MIGRATION(ExitCode.CONFLICT),
    DRIFT(ExitCode.CONFLICT),
    NOT_ADOPTED(ExitCode.CONFLICT),
    OTHER_ENVIRONMENT(ExitCode.CONFLICT),
    NOT_APPLIED(ExitCode.CONFLICT),
    UNDO_NOT_KEPT(ExitCode.CONFLICT),
    KEPT_UNDO_DAMAGED(ExitCode.CONFLICT),
    UNDO_DIFFERS(ExitCode.CONFLICT),
    HISTORY_UNREADABLE(ExitCode.CONFLICT),
    BEFORE_BASELINE(ExitCode.CONFLICT),
    NOT_MENDABLE(ExitCode.CONFLICT),
    // somebody else
    LOCKED(ExitCode.BUSY),
    LOCK_TIMEOUT(ExitCode.BUSY),
    // half done
    STOPPED_MIDWAY(ExitCode.PARTIAL),
    RESET_UNFINISHED(ExitCode.PARTIAL),
    NOT_AS_REHEARSED(ExitCode.PARTIAL),
    FIXTURE_NOT_LOADED(ExitCode.PARTIAL),
    CHECK_FAILED(ExitCode.PARTIAL),
    HOOK_FAILED(ExitCode.PARTIAL),
    NOTIFICATION_FAILED(ExitCode.PARTIAL),
    // status --check
    MIGRATIONS_PENDING(ExitCode.PENDING);

    private final ExitCode exit;

    ProblemCode(ExitCode exit) {
        this.exit = exit;
    }

    /** The exit code of a run that ends with this problem as its first error. */
    public ExitCode exit() {
        return exit;
    }
}
