package dev.dbm.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Whether a host is this machine, without asking a name server. */
final class LocalMachine {
    private LocalMachine() {}

    /** Whether every one of the hosts, separated by commas, is this machine. */
    static boolean isAll(String hosts) {
        for (String host : hosts.split(",", -1)) {
            if (!is(host)) {
                return false;
            }
        }
        return true;
    }

    private static boolean is(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost")) {
            return true;
        }
        boolean literal = name.indexOf(':') >= 0 || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        return literal ? isLoopback(name) : name.equals(ownName());
    }

    private static boolean isLoopback(String address) {
        try {
            // An address is parsed, not looked up; a zone such as %eth0 is left out, as it need not exist here.
            int zone = address.indexOf('%');
            return InetAddress.getByName(zone < 0 ? address : address.substring(0, zone))
                    .isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String ownName() {
        try {
            Path kernel = Path.of("/proc/sys/kernel/hostname");
            String name = Files.isReadable(kernel)
                    ? Files.readString(kernel)
                    : InetAddress.getLocalHost().getHostName();
            return name.strip().toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            return "localhost";
        }
    }
}
