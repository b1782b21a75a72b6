package dev.dbm.postgres;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.SqlFailure;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why a connection could not be opened, in the user's terms. The driver's own texts follow the machine's language. */
final class ConnectionProblems {
    private ConnectionProblems() {}

    static ProblemException of(DatabaseAddress address, SQLException failed) {
        SQLException e = cause(failed, SQLException.class)
                .filter(inner -> inner.getSQLState() != null)
                .orElse(failed);
        return new ProblemException(problem(address, e, SqlFailures.of(e)), failed);
    }

    private static Problem problem(DatabaseAddress address, SQLException e, SqlFailure failure) {
        String where = address.display();
        String said = failure.message();
        switch (failure.sqlState()) {
            case "28P01":
            case "28000":
                return Problem.of(
                        ProblemCode.AUTHENTICATION_FAILED,
                        where + " does not let us in: " + said + ".",
                        address.password().isPresent()
                                ? "check user and password, and the server's pg_hba.conf"
                                : "give the password in DBM_PASSWORD, and check the server's pg_hba.conf");
            case "3D000":
                return Problem.of(
                        ProblemCode.NO_SUCH_DATABASE,
                        "There is no database \"" + address.database() + "\" at " + where + ".",
                        "create it (createdb " + address.database() + "), or correct the URL");
            case "53300":
                return Problem.of(
                        ProblemCode.UNREACHABLE,
                        where + " has no free connection: " + said + ".",
                        "close sessions that nobody uses, or raise max_connections or the role's limit; dbm needs six");
            case "57P01":
            case "57P02":
            case "57P03":
                return Problem.of(
                        ProblemCode.UNREACHABLE,
                        where + " takes no connections now: " + said + ".",
                        "wait until it is up, and try again");
            case "42501":
                return Problem.of(
                        ProblemCode.NO_PRIVILEGE,
                        where + " does not let us in: " + said + ".",
                        "GRANT CONNECT ON DATABASE " + Identifiers.quote(address.database()) + " to the role");
            default:
                break;
        }
        if (said.contains("unsupported startup parameter")) {
            return poolingProxy(address, "It refuses what dbm sets for a session (" + said + ").");
        }
        if (failure.sqlState().equals("08004") && address.password().isEmpty() && !demandsTls(address)) {
            return Problem.of(
                    ProblemCode.AUTHENTICATION_FAILED,
                    where + " asks for a password, and none was given.",
                    "set DBM_PASSWORD, or name the password in the URL or in a PGPASSFILE");
        }
        if (failure.sqlState().startsWith("08")) {
            return unreachable(where, e, said);
        }
        return Problem.of(
                ProblemCode.BAD_URL,
                "A connection to " + where + " cannot begin: " + said + ".",
                "correct the parameters of the URL");
    }

    private static Problem unreachable(String where, SQLException e, String said) {
        Optional<UnknownHostException> unknown = cause(e, UnknownHostException.class);
        if (unknown.isPresent()) {
            return Problem.of(
                    ProblemCode.UNREACHABLE,
                    where + " cannot be reached: no such host is known.",
                    "check the host name in the URL");
        }
        if (cause(e, SSLException.class).isPresent() || said.contains("hostname")) {
            return Problem.of(
                    ProblemCode.UNREACHABLE,
                    where + " shows no certificate that can be trusted: " + said,
                    "is it the right server? If so: sslrootcert names the certificate of its authority, and the host in the"
                            + " URL must be one that the server's certificate is for");
        }
        if (cause(e, ConnectException.class).isPresent()
                || cause(e, NoRouteToHostException.class).isPresent()) {
            return Problem.of(
                    ProblemCode.UNREACHABLE,
                    where + " cannot be reached: the connection was refused.",
                    "see that PostgreSQL runs and listens at that host and port");
        }
        if (cause(e, SocketTimeoutException.class).isPresent() || e.getCause() == null) {
            return Problem.of(
                    ProblemCode.UNREACHABLE,
                    where + " cannot be reached: " + said,
                    "check host, port, sslmode, and firewalls on the way");
        }
        return Problem.of(
                ProblemCode.UNREACHABLE,
                where + " cannot be reached: " + said + " (" + e.getCause().getMessage() + ")",
                "check host, port, sslmode, and firewalls on the way");
    }

    /** A pooler stands between dbm and the server. */
    static Problem poolingProxy(DatabaseAddress address, String how) {
        return Problem.of(
                ProblemCode.POOLING_PROXY,
                "Behind " + address.display() + " stands a connection pooler such as PgBouncer. " + how
                        + " The lock that keeps two runs apart needs a session of its own on the server.",
                "give the URL of the PostgreSQL server itself (its direct port)");
    }

    private static boolean demandsTls(DatabaseAddress address) {
        String mode = address.parameters().getOrDefault("sslmode", "prefer");
        return mode.equals("require") || mode.startsWith("verify");
    }

    private static <T extends Throwable> Optional<T> cause(Throwable e, Class<T> type) {
        for (Throwable at = e.getCause(); at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }
}
