package dev.dbm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LambdaListTest {
    /** A lambda, a reference to a method, one to a constructor, and what makes the reading harder: constants of two places. */
    @SuppressWarnings("unused")
    private static final class Sample {
        static final long LONG = 1L << 40;
        static final double DOUBLE = 0.5;
        final Function<String, Integer> length = String::length;
        final Supplier<StringBuilder> builder = StringBuilder::new;

        Supplier<String> said(String word) {
            return () -> word + LONG + DOUBLE;
        }
    }

    @Test
    void aClassGivesALineForEachOfItsLambdas() throws IOException {
        List<String> lines;
        try (InputStream file = LambdaListTest.class.getResourceAsStream("LambdaListTest$Sample.class")) {
            lines = LambdaList.of(file);
        }

        String sample = "@lambda-proxy dev/dbm/LambdaListTest$Sample ";
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        sample + "apply ()Ljava/util/function/Function; (Ljava/lang/Object;)Ljava/lang/Object;"
                                + " REF_invokeVirtual java/lang/String length ()I (Ljava/lang/String;)Ljava/lang/Integer;",
                        sample + "get ()Ljava/util/function/Supplier; ()Ljava/lang/Object;"
                                + " REF_newInvokeSpecial java/lang/StringBuilder <init> ()V ()Ljava/lang/StringBuilder;",
                        sample + "get (Ljava/lang/String;)Ljava/util/function/Supplier; ()Ljava/lang/Object;"
                                + " REF_invokeStatic dev/dbm/LambdaListTest$Sample"
                                + " lambda$said$0 (Ljava/lang/String;)Ljava/lang/String; ()Ljava/lang/String;");
    }

    @Test
    void aClassWithoutLambdasGivesNone() throws IOException {
        try (InputStream file = Object.class.getResourceAsStream("Object.class")) {
            assertThat(LambdaList.of(file)).isEmpty();
        }
    }
}
