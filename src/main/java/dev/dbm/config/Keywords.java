package dev.dbm.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * libpq's connection keywords and variables, and what pgjdbc calls the same thing. Rests on the manual, "Parameter Key Words"
 * and "Environment Variables", and on pgjdbc's PGProperty.
 */
final class Keywords {
    /** What dbm reads itself. */
    private static final Set<String> OWN = Set.of(
            "host",
            "hostaddr",
            "port",
            "dbname",
            "user",
            "password",
            "passfile",
            "service",
            "servicefile",
            "fallback_application_name",
            "requiressl");

    /** libpq's name, and pgjdbc's. */
    private static final Map<String, String> DRIVER_NAMES = Map.ofEntries(
            Map.entry("application_name", "ApplicationName"),
            Map.entry("channel_binding", "channelBinding"),
            Map.entry("connect_timeout", "connectTimeout"),
            Map.entry("gssencmode", "gssEncMode"),
            Map.entry("keepalives", "tcpKeepAlive"),
            Map.entry("krbsrvname", "kerberosServerName"),
            Map.entry("load_balance_hosts", "loadBalanceHosts"),
            Map.entry("require_auth", "requireAuth"),
            Map.entry("sslnegotiation", "sslNegotiation"),
            Map.entry("target_session_attrs", "targetServerType"));

    /** Keywords of libpq that the driver has nothing for. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "client_encoding",
            "gssdelegation",
            "keepalives_count",
            "keepalives_idle",
            "keepalives_interval",
            "max_protocol_version",
            "min_protocol_version",
            "requirepeer",
            "sslcertmode",
            "sslcompression",
            "sslcrl",
            "sslcrldir",
            "sslkeylogfile",
            "sslsni",
            "ssl_max_protocol_version",
            "ssl_min_protocol_version",
            "tcp_user_timeout");

    /** Properties of pgjdbc, by its names; those that libpq calls the same are here too. */
    private static final Set<String> DRIVER_PROPERTIES = Set.of(
            "adaptiveFetch",
            "adaptiveFetchMaximum",
            "adaptiveFetchMinimum",
            "allowEncodingChanges",
            "ApplicationName",
            "assumeMinServerVersion",
            "authenticationPluginClassName",
            "autosave",
            "binaryTransfer",
            "binaryTransferDisable",
            "binaryTransferEnable",
            "cancelSignalTimeout",
            "channelBinding",
            "classLoaderStrategy",
            "cleanupSavepoints",
            "connectExecutor",
            "connectExecutorArg",
            "connectTimeout",
            "convertBooleanToNumeric",
            "currentSchema",
            "databaseMetadataCacheFields",
            "databaseMetadataCacheFieldsMiB",
            "defaultRowFetchSize",
            "disableColumnSanitiser",
            "escapeSyntaxCallMode",
            "flushCacheOnDdl",
            "groupStartupParameters",
            "gssEncMode",
            "gsslib",
            "gssResponseTimeout",
            "gssUseDefaultCreds",
            "hideUnprivilegedObjects",
            "hostRecheckSeconds",
            "jaasApplicationName",
            "jaasLogin",
            "kerberosServerName",
            "loadBalanceHosts",
            "localSocketAddress",
            "loggerFile",
            "loggerLevel",
            "loginTimeout",
            "logServerErrorDetail",
            "logUnclosedConnections",
            "maxResultBuffer",
            "maxSendBufferSize",
            "options",
            "pemKeyAlgorithm",
            "preferQueryMode",
            "preparedStatementCacheQueries",
            "preparedStatementCacheSizeMiB",
            "prepareThreshold",
            "protocolVersion",
            "queryTimeout",
            "quoteReturningIdentifiers",
            "readOnly",
            "readOnlyMode",
            "receiveBufferSize",
            "replication",
            "requireAuth",
            "reWriteBatchedInserts",
            "reWriteBatchedInsertsSize",
            "scramMaxIterations",
            "sendBufferSize",
            "socketFactory",
            "socketFactoryArg",
            "socketTimeout",
            "ssl",
            "sslcert",
            "sslfactory",
            "sslfactoryarg",
            "sslhostnameverifier",
            "sslkey",
            "sslmode",
            "sslNegotiation",
            "sslpassword",
            "sslpasswordcallback",
            "sslResponseTimeout",
            "sslrootcert",
            "sspiServiceClass",
            "stringtype",
            "targetServerType",
            "tcpKeepAlive",
            "tcpNoDelay",
            "unknownLength",
            "useSpnego",
            "xmlFactoryFactory");

    /** libpq's variables, by keyword. */
    private static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("host", "PGHOST"),
            Map.entry("hostaddr", "PGHOSTADDR"),
            Map.entry("port", "PGPORT"),
            Map.entry("dbname", "PGDATABASE"),
            Map.entry("user", "PGUSER"),
            Map.entry("password", "PGPASSWORD"),
            Map.entry("passfile", "PGPASSFILE"),
            Map.entry("service", "PGSERVICE"),
            Map.entry("servicefile", "PGSERVICEFILE"),
            Map.entry("options", "PGOPTIONS"),
            Map.entry("application_name", "PGAPPNAME"),
            Map.entry("sslmode", "PGSSLMODE"),
            Map.entry("requiressl", "PGREQUIRESSL"),
            Map.entry("sslnegotiation", "PGSSLNEGOTIATION"),
            Map.entry("sslcert", "PGSSLCERT"),
            Map.entry("sslkey", "PGSSLKEY"),
            Map.entry("sslrootcert", "PGSSLROOTCERT"),
            Map.entry("channel_binding", "PGCHANNELBINDING"),
            Map.entry("connect_timeout", "PGCONNECT_TIMEOUT"),
            Map.entry("gssencmode", "PGGSSENCMODE"),
            Map.entry("krbsrvname", "PGKRBSRVNAME"),
            Map.entry("gsslib", "PGGSSLIB"),
            Map.entry("load_balance_hosts", "PGLOADBALANCEHOSTS"),
            Map.entry("require_auth", "PGREQUIREAUTH"),
            Map.entry("target_session_attrs", "PGTARGETSESSIONATTRS"));

    /** What libpq's target_session_attrs is to pgjdbc's targetServerType. */
    private static final Map<String, String> SERVER_TYPES = Map.of(
            "any", "any",
            "read-write", "primary",
            "primary", "primary",
            "read-only", "secondary",
            "standby", "secondary",
            "prefer-standby", "preferSecondary");

    private static final Map<String, Set<String>> WORDS = Map.of(
            "sslmode", words("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
            "channel_binding", words("disable", "prefer", "require"),
            "gssencmode", words("disable", "allow", "prefer", "require"),
            "sslnegotiation", words("postgres", "direct"),
            "load_balance_hosts", words("disable", "random"),
            "keepalives", words("0", "1"),
            "target_session_attrs", new TreeSet<>(SERVER_TYPES.keySet()));

    private Keywords() {}

    private static Set<String> words(String... words) {
        return Collections.unmodifiableSet(new java.util.LinkedHashSet<>(java.util.Arrays.asList(words)));
    }

    /** The keyword under which dbm keeps a parameter: pgjdbc's PGHOST and its kin are libpq's host. */
    static String canonical(String name) {
        return switch (name) {
            case "PGHOST" -> "host";
            case "PGPORT" -> "port";
            case "PGDBNAME" -> "dbname";
            default -> name;
        };
    }

    static boolean isKnown(String keyword) {
        return OWN.contains(keyword)
                || DRIVER_NAMES.containsKey(keyword)
                || DRIVER_PROPERTIES.contains(keyword)
                || WITHOUT_EFFECT.contains(keyword);
    }

    static Set<String> known() {
        Set<String> all = new TreeSet<>(OWN);
        all.addAll(DRIVER_NAMES.keySet());
        all.addAll(DRIVER_PROPERTIES);
        all.addAll(WITHOUT_EFFECT);
        return all;
    }

    /** What pgjdbc calls it. */
    static String driverName(String keyword) {
        return DRIVER_NAMES.getOrDefault(keyword, keyword);
    }

    /** Whether the driver has nothing for it. */
    static boolean isWithoutEffect(String keyword) {
        return WITHOUT_EFFECT.contains(keyword);
    }

    /** The values of libpq's variables that are set, by keyword. An empty variable counts as not set. */
    static Map<String, Found<String>> fromVariables(Map<String, String> environment) {
        Map<String, Found<String>> values = new HashMap<>();
        VARIABLES.forEach((keyword, variable) -> {
            String value = environment.get(variable);
            if (value != null && !value.isEmpty()) {
                values.put(keyword, new Found<>(value, Source.named(variable), java.util.List.of(variable)));
            }
        });
        return values;
    }

    /** What is wrong with a value, where something is. Passwords are never asked about. */
    static Optional<String> fault(String keyword, String value) {
        Set<String> words = WORDS.get(keyword);
        if (words != null && !words.contains(value)) {
            return Optional.of(keyword + " must be one of " + String.join(", ", words));
        }
        if (keyword.equals("connect_timeout") && !isNumber(value)) {
            return Optional.of("connect_timeout must be a whole number of seconds");
        }
        return Optional.empty();
    }

    private static boolean isNumber(String text) {
        try {
            return Integer.parseInt(text.strip()) > Integer.MIN_VALUE;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Adds a keyword to the driver's parameters; what dbm reads itself, or the driver has nothing for, is left out. */
    static void addTo(Map<String, String> parameters, String keyword, String value) {
        if (keyword.equals("requiressl")) {
            if (value.equals("1")) {
                parameters.putIfAbsent("sslmode", "require");
            }
        } else if (keyword.equals("fallback_application_name")) {
            parameters.putIfAbsent("ApplicationName", value);
        } else if (keyword.equals("sslrootcert") && value.equals("system")) {
            // libpq's word for the system's trusted authorities; with it, libpq always verifies in full.
            parameters.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
            parameters.put("sslmode", "verify-full");
        } else if (!OWN.contains(keyword) && !WITHOUT_EFFECT.contains(keyword)) {
            parameters.put(driverName(keyword), driverValue(keyword, value));
        }
    }

    private static String driverValue(String keyword, String value) {
        return switch (keyword) {
            case "target_session_attrs" -> SERVER_TYPES.getOrDefault(value, value);
            case "keepalives" -> String.valueOf(value.equals("1"));
            case "load_balance_hosts" -> String.valueOf(value.equals("random"));
            // Zero and below wait for ever in libpq; in pgjdbc only zero does.
            case "connect_timeout" -> String.valueOf(Math.max(0, Integer.parseInt(value.strip())));
            case "sslmode", "gssencmode" -> value.toLowerCase(Locale.ROOT);
            default -> value;
        };
    }
}
