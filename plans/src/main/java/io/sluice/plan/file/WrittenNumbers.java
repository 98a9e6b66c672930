package io.sluice.plan.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** Refuses numbers that are far beyond anything a plan can mean, before anybody calculates with them. */
final class WrittenNumbers {
    /** Enough for every identifier and price in a cloud, and short when written out. */
    private static final int MOST_DIGITS = 20;

    private WrittenNumbers() {}

    static void check(JsonNode tree, Faults faults) {
        walk(tree, "", faults);
    }

    private static void walk(JsonNode node, String pointer, Faults faults) {
        if (node.isNumber()) {
            checkOne(node.decimalValue(), pointer, faults);
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(node.get(i), pointer + "/" + i, faults);
            }
        } else {
            node.properties()
                    .forEach(field -> walk(field.getValue(), pointer + "/" + Pointers.escape(field.getKey()), faults));
        }
    }

    private static void checkOne(BigDecimal number, String pointer, Faults faults) {
        if (number.signum() == 0 && Math.abs((long) number.scale()) <= MOST_DIGITS) {
            return;
        }
        if ((long) number.precision() - number.scale() > MOST_DIGITS) {
            faults.add(pointer, "is far too large a number");
        } else if (number.scale() > MOST_DIGITS) {
            faults.add(pointer, "is far too fine a number");
        }
    }
}
