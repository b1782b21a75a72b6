package dev.dbm.safety;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A file while it is written, under a temporary name that it loses only when all of it is there and found good; else it goes, also
 * when the run is told to stop. Takes its SHA-256 along the way.
 */
final class Partial extends OutputStream {
    static final String SUFFIX = ".part";

    private final Path path;
    private final Path place;
    private final FileChannel channel;
    private final MessageDigest sha256 = Sha256.fresh();
    private final LongConsumer written;
    private final Thread onExit;
    private long bytes;

    private Partial(Path place, FileChannel channel, LongConsumer written) {
        this.path = of(place);
        this.place = place;
        this.channel = channel;
        this.written = written;
        this.onExit = new Thread(this::delete, "dbm-delete-partial");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    static Path of(Path place) {
        return place.resolveSibling(place.getFileName() + SUFFIX);
    }

    /**
     * Begins a file that only its owner may read.
     *
     * @param written hears how many bytes there are by now
     */
    static Partial begin(Path place, LongConsumer written) throws IOException {
        Path path = of(place);
        FileChannel channel = FileChannel.open(
                path,
                new HashSet<>(List.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)),
                OwnersOnly.mode(path, "rw-------"));
        lock(channel);
        return new Partial(place, channel, written);
    }

    /** A lock far behind the end: some systems let nobody read what is locked. Null where another process has it. */
    static @Nullable FileLock lock(FileChannel channel) throws IOException {
        return channel.tryLock(Long.MAX_VALUE - 1, 1, false);
    }

    Path path() {
        return path;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] block, int from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(block, from, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        sha256.update(block, from, length);
        bytes += length;
        written.accept(bytes);
    }

    /** Makes sure that all of it is on the disk. */
    void settle() throws IOException {
        channel.force(true);
    }

    /** The SHA-256 of all of it. */
    String sha256() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** It is good: it gets its name. */
    void publish() throws IOException {
        Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What has not got its name by now goes. */
    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The process is stopping: the hook does the rest.
            return;
        }
        delete();
        channel.close();
    }

    private void delete() {
        path.toFile().delete();
    }
}
