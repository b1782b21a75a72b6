/** The benchmark behind {@code docs/performance.md}: real processes side by side on one server, medians and ratios. */
package dev.dbm.bench;
