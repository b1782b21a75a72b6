package dev.dbm.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between a client and the server. Once armed it lets the next COMMIT through, and cuts the client off before the answer;
 * where it is closed by then, from all its other connections too: no server is left to ask.
 */
public final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final String host;
    private final int port;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private volatile boolean armed;

    public CuttingProxy(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    public void arm() {
        armed = true;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            clients.add(client);
            Socket server = new Socket(host, port);
            start(() -> toServer(client, server));
            start(() -> toClient(client, server));
        }
    }

    private static void toServer(Socket client, Socket server) throws IOException {
        client.getInputStream().transferTo(server.getOutputStream());
        server.close();
    }

    private void toClient(Socket client, Socket server) throws IOException {
        byte[] buffer = new byte[65536];
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            // The command tag, as the driver need not send the word again: the server has committed.
            if (armed && new String(buffer, 0, n, StandardCharsets.ISO_8859_1).contains("COMMIT\0")) {
                if (listening.isClosed()) {
                    for (Socket other : clients) {
                        other.close();
                    }
                }
                client.close();
                server.close();
                return;
            }
            out.write(buffer, 0, n);
        }
        client.close();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // A closed socket ends the thread.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
