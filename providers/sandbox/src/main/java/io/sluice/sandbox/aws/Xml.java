package io.sluice.sandbox.aws;

import io.sluice.sandbox.world.Params;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** XML on its way out, as AWS writes it. */
public final class Xml {
    private final StringBuilder text = new StringBuilder(2048);

    /** What stands between an element's tags. */
    public interface Content {
        void writeTo(Xml xml);
    }

    public Xml element(String name, Content content) {
        text.append('<').append(name).append('>');
        content.writeTo(this);
        // The name may carry an attribute, the namespace for one.
        int space = name.indexOf(' ');
        text.append("</").append(space < 0 ? name : name.substring(0, space)).append('>');
        return this;
    }

    public Xml leaf(String name, Object value) {
        return element(name, xml -> xml.text(value.toString()));
    }

    <T> Xml list(String name, Iterable<T> items, BiConsumer<Xml, T> item) {
        return element(name, list -> items.forEach(one -> list.element("member", member -> item.accept(member, one))));
    }

    /** A structure kept as it came in: {@code A.member.1.B=c} becomes {@code <A><member><B>c</B></member></A>}. */
    Xml structure(Params params) {
        Map<String, String> leaves = new LinkedHashMap<>();
        Map<String, Params> branches = new LinkedHashMap<>();
        params.fields().forEach((field, value) -> {
            int dot = field.indexOf('.');
            if (dot < 0) {
                leaves.put(field, value);
            } else {
                branches.computeIfAbsent(field.substring(0, dot), params::struct);
            }
        });
        leaves.forEach(this::leaf);
        branches.forEach((name, inner) -> {
            if (name.equals("member") || name.equals("entry")) {
                numbered(name, inner);
            } else {
                element(name, xml -> xml.structure(inner));
            }
        });
        return this;
    }

    private void numbered(String name, Params items) {
        for (int i = 1; items.has(Integer.toString(i)); i++) {
            String number = Integer.toString(i);
            if (items.fields().containsKey(number)) {
                leaf(name, items.fields().getOrDefault(number, ""));
            } else {
                element(name, xml -> xml.structure(items.struct(number)));
            }
        }
    }

    Xml text(String value) {
        escape(value);
        return this;
    }

    Xml raw(Xml inner) {
        text.append(inner.text);
        return this;
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                case '\r' -> text.append("&#13;");
                default -> text.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
