package dev.dbm.model;

/**
 * A difference that does not count, shown so that nobody is surprised.
 *
 * @param kind {@code column-order}, {@code body-layout}, {@code generated-name}, {@code extension-left}, {@code enum-label-left},
 *     {@code frozen-constant}, {@code rows-left}, {@code rows-differ}, {@code rows-not-generated}, {@code rows-untested}, {@code
 *     fails-with-rows}
 * @param object what it is about
 * @param text one sentence for people
 */
public record Note(String kind, String object, String text) {}
