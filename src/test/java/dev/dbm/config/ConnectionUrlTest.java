package dev.dbm.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGProperty;

class ConnectionUrlTest {
    private static final Map<String, String> NOTHING = Map.of("HOME", "/nonexistent", "PGSYSCONFDIR", "/nonexistent");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        postgres://h/db                                       | h          | 5432      | db    |      |       | {}
        postgresql://h:5433/db                                | h          | 5433      | db    |      |       | {}
        postgres://ann@h/db                                   | h          | 5432      | db    | ann  |       | {}
        postgres://ann:pw@h/db                                | h          | 5432      | db    | ann  | pw    | {}
        postgres://ann:p%40w%2F%3a@h/db                       | h          | 5432      | db    | ann  | p@w/: | {}
        postgres://ann:p?w#1@h/db                             | h          | 5432      | db    | ann  | p?w#1 | {}
        postgres://ann:a+b@h/db                               | h          | 5432      | db    | ann  | a+b   | {}
        postgres://ann@h                                      | h          | 5432      | ann   | ann  |       | {}
        postgres://ann@h/                                     | h          | 5432      | ann   | ann  |       | {}
        postgres:///db                                        | localhost  | 5432      | db    |      |       | {}
        postgres://h?dbname=db                                | h          | 5432      | db    |      |       | {}
        postgres:///db?host=h&port=6000&user=u&password=p     | h          | 6000      | db    | u    | p     | {}
        postgres://h1,h2:5433/db                              | h1,h2      | 5432,5433 | db    |      |       | {}
        postgres:///db?host=h1,h2&port=5433                   | h1,h2      | 5433,5433 | db    |      |       | {}
        postgres://[::1]/db                                   | ::1        | 5432      | db    |      |       | {}
        postgres://[2001:db8::1]:5433/db                      | 2001:db8::1| 5433      | db    |      |       | {}
        postgres://[::1]:1,h:2/db                             | ::1,h      | 1,2       | db    |      |       | {}
        postgres:///db?hostaddr=10.0.0.1                      | 10.0.0.1   | 5432      | db    |      |       | {}
        postgres://h/db?sslmode=require                       | h          | 5432      | db    |      |       | {sslmode=require}
        postgres://h/db?connect_timeout=7                     | h          | 5432      | db    |      |       | {connectTimeout=7}
        postgres://h/db?connect_timeout=-1                    | h          | 5432      | db    |      |       | {connectTimeout=0}
        postgres://h/db?application_name=a%20b                | h          | 5432      | db    |      |       | {ApplicationName=a b}
        postgres://h/db?fallback_application_name=x           | h          | 5432      | db    |      |       | {ApplicationName=x}
        postgres://h/db?options=-c%20work_mem%3D8MB           | h          | 5432      | db    |      |       | {options=-c work_mem=8MB}
        postgres://h/db?target_session_attrs=read-write       | h          | 5432      | db    |      |       | {targetServerType=primary}
        postgres://h/db?target_session_attrs=prefer-standby   | h          | 5432      | db    |      |       | {targetServerType=preferSecondary}
        postgres://h/db?channel_binding=require               | h          | 5432      | db    |      |       | {channelBinding=require}
        postgres://h/db?gssencmode=disable                    | h          | 5432      | db    |      |       | {gssEncMode=disable}
        postgres://h/db?keepalives=0                          | h          | 5432      | db    |      |       | {tcpKeepAlive=false}
        postgres://h/db?load_balance_hosts=random             | h          | 5432      | db    |      |       | {loadBalanceHosts=true}
        postgres://h/db?requiressl=1                          | h          | 5432      | db    |      |       | {sslmode=require}
        postgres://h/db?sslcert=/c&sslkey=/k&sslrootcert=/r   | h          | 5432      | db    |      |       | {sslcert=/c, sslkey=/k, sslrootcert=/r}
        postgres://h/db?sslrootcert=system                    | h          | 5432      | db    |      |       | {sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory, sslmode=verify-full}
        jdbc:postgresql://h/db?options=-c work_mem=8MB        | h          | 5432      | db    |      |       | {options=-c work_mem=8MB}
        postgres://h/db?currentSchema=shop                    | h          | 5432      | db    |      |       | {currentSchema=shop}
        jdbc:postgresql://h/db                                | h          | 5432      | db    |      |       | {}
        jdbc:postgresql://h1:1,h2:2/db?ApplicationName=y      | h1,h2      | 1,2       | db    |      |       | {ApplicationName=y}
        jdbc:postgresql://h/db?user=ann&password=a+b%25       | h          | 5432      | db    | ann  | a b%  | {}
        jdbc:postgresql:db                                    | localhost  | 5432      | db    |      |       | {}
        jdbc:postgresql:/db                                   | localhost  | 5432      | db    |      |       | {}
        jdbc:postgresql:db?sslmode=disable                    | localhost  | 5432      | db    |      |       | {sslmode=disable}
        """)
    void aUrlIsReadAsLibpqAndTheDriverReadIt(
            String url, String host, String port, String database, String user, String password, String parameters) {
        DatabaseAddress address = Addresses.read(url, "--url", NOTHING);

        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.database()).isEqualTo(database);
        assertThat(address.user().orElse(null)).isEqualTo(user);
        assertThat(address.password().map(secret -> secret.reveal()).orElse(null))
                .isEqualTo(password);
        assertThat(new TreeMap<>(address.parameters())).hasToString(parameters);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        mysql://ann:hush@h/db                  | --url: The URL "mysql://ann:****@h/db" is not a PostgreSQL URL.
        https://ann:hush@h/db                  | --url: The URL "https://ann:****@h/db" is not a PostgreSQL URL.
        ann:hush@h/db                          | --url: The URL "ann:****@h/db" is not a PostgreSQL URL.
        host=h password=hush                   | --url: The URL "host=h password=****" is not a PostgreSQL URL.
        postgres:h/db                          | --url: The URL "postgres:h/db" lacks the two slashes after its scheme.
        postgres://ann:hu@sh@h/db              | --url: The URL "postgres://ann:****@h/db" has more than one @ before its host.
        postgres://ann:hu/sh@h/db              | --url: The URL "postgres://ann:****@h/db" has more than one slash after its host.
        postgres://ann:hu%sh@h/db              | --url: The URL "postgres://ann:****@h/db" has a % that is not followed by two hexadecimal digits.
        postgres://ann:%ff@h/db                | --url: The URL "postgres://ann:****@h/db" has percent-encoded bytes that are not UTF-8.
        postgres://[::1/db                     | --url: The URL "postgres://[::1/db" has an IPv6 address without its closing bracket.
        postgres://[::1]5432/db                | --url: The URL "postgres://[::1]5432/db" has something between its IPv6 address and the port.
        postgres://::1/db                      | --url: The URL "postgres://::1/db" has more than one colon in a host.
        postgres://h/db?sslmod=require         | --url: The URL "postgres://h/db?sslmod=require" has an unknown parameter "sslmod" (did you mean "sslmode"?).
        postgres://h/db?sslmode                | --url: The URL "postgres://h/db?sslmode" has a parameter without a value.
        postgres://h/db?password=hu&sh=1       | --url: The URL "postgres://h/db?password=****" has an unknown parameter after its password.
        postgres://h/db?sslmode=on             | --url: sslmode must be one of disable, allow, prefer, require, verify-ca, verify-full.
        postgres://h/db?connect_timeout=soon   | --url: connect_timeout must be a whole number of seconds.
        postgres://h:0/db                      | --url: the port is not a number from 1 to 65535.
        postgres://h:65536/db                  | --url: the port is not a number from 1 to 65535.
        postgres://ann:hush                    | --url: the port is not a number from 1 to 65535.
        postgres://a,b,c/db?port=1,2           | --url: there are 2 ports for 3 hosts.
        postgres:///db?host=/var/run/postgresql| --url: the host /var/run/postgresql is a Unix socket, and PostgreSQL's JDBC driver speaks TCP only.
        postgres://%2Fvar%2Frun/db             | --url: the host /var/run is a Unix socket, and PostgreSQL's JDBC driver speaks TCP only.
        """)
    void aBadUrlIsRefusedWithItsPasswordMasked(String url, String message) {
        ProblemException refused =
                catchThrowableOfType(ProblemException.class, () -> Addresses.read(url, "--url", NOTHING));

        Problem problem = refused.problems().get(0);
        assertThat(problem.code()).isEqualTo(ProblemCode.BAD_URL);
        assertThat(problem.message()).isEqualTo(message);
        assertThat(problem.next()).isNotBlank();
        assertThat(refused).hasToString(ProblemException.class.getName() + ": " + message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://ann:hush@h/db",
                "postgres://ann:x@hush@h/db",
                "postgres://ann:x/hush@h/db",
                "postgres://ann:x?hush@h/db",
                "postgres:/ann:hush@h/db",
                "postgresql:ann:hush@h/db",
                "jdbc:postgresql://ann:hush@h/db",
                "jdbc:postgresql:ann:hush@h/db",
                "ann:hush@h",
                "://ann:hush@h",
                "postgres://ann:hush",
                "postgres://ann:hush/db",
                "postgres://ann:1,hush/db",
                "postgres://:hush@/db",
                "postgres://h/db?password=hush",
                "postgres://h/db?PASSWORD=hush",
                "postgres://h/db?sslpassword=hush&x=1",
                "postgres://h/db?password=a&hush",
                "jdbc:sqlserver://h;password=hush",
                "host=h password = hush",
                "mysql://ann:hush@h:3306/db?user=x"
            })
    void maskingLeavesNoPassword(String url) {
        assertThat(UrlMask.mask(url)).doesNotContain("hush").contains("****");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://ann@h:5432/db",
                "postgres://h1:1,h2:2/db",
                "jdbc:postgresql://[::1]:5432/db?sslmode=require",
                "embedded"
            })
    void maskingLeavesAUrlWithoutPasswordAsItIs(String url) {
        assertThat(UrlMask.mask(url)).isEqualTo(url);
    }

    @Test
    void aLineBreakInAUrlIsRefused() {
        ProblemException refused = catchThrowableOfType(
                ProblemException.class, () -> Addresses.read("postgres://ann:hush@h/db\n", "DBM_URL", NOTHING));

        assertThat(refused.problems().get(0).message())
                .isEqualTo("DBM_URL: The URL \"postgres://ann:****@h/db\n\" holds a control character.");
    }

    @Test
    void everyPropertyOfTheDriverIsKnown() {
        assertThat(Arrays.stream(PGProperty.values()).map(property -> Keywords.canonical(property.getName())))
                .allMatch(Keywords::isKnown);
    }
}
