package dev.dbm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void whatTheLauncherFoundCounts() {
        assertThat(Terminal.is("out", "out,err")).isTrue();
        assertThat(Terminal.is("err", "out,err")).isTrue();
        assertThat(Terminal.is("err", "out")).isFalse();
        assertThat(Terminal.is("out", ",err")).isFalse();
        assertThat(Terminal.is("out", "")).isFalse();
    }

    @Test
    void aTestHasNoTerminal() {
        assertThat(Terminal.is("out", null)).isFalse();
    }
}
