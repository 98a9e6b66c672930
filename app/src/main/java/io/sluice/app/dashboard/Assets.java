package io.sluice.app.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All files that the pages load, read once and kept: our own, and the few that other people's modules are made of.
 *
 * <p>Their addresses have a digest of all of them in front, so browsers may keep them for ever, and load all anew after an upgrade.
 */
final class Assets {
    private static final String WEBJARS = "/META-INF/resources/webjars/";

    /** What the shell is made of, and nobody loads by itself. */
    private static final String SHELL = "shell.html";

    private static final Pattern LOADED = Pattern.compile("[A-Za-z0-9/_.-]+\\.(css|js|svg|html)");

    private final Map<String, Asset> byName;
    private final String digest;

    private Assets(Map<String, Asset> byName) {
        this.byName = Map.copyOf(byName);
        StringBuilder tags = new StringBuilder();
        new TreeMap<>(byName).forEach((name, asset) -> tags.append(name).append(asset.tag()));
        this.digest = Asset.digest(tags.toString().getBytes(UTF_8)).substring(0, 16);
    }

    /** A place in a webjar of which every file under it is loaded. */
    private record Vendor(String name, String folder, String file) {}

    private static final List<Vendor> VENDORS = List.of(
            new Vendor("lit-html", "", "lit-html.js"),
            new Vendor("uplot", "dist/", "uPlot.esm.js"),
            new Vendor("yaml", "browser/", "index.js"));

    static Assets load() {
        Map<String, Asset> all = new TreeMap<>();
        read("/dashboard/", SHELL, "", all);
        for (Vendor vendor : VENDORS) {
            String folder = WEBJARS + vendor.name() + "/" + version(vendor.name()) + "/" + vendor.folder();
            read(folder, vendor.file(), "vendor/" + vendor.name() + "/", all);
        }
        return new Assets(all);
    }

    /** Names all of them, whatever was changed. */
    String digest() {
        return digest;
    }

    Optional<Asset> find(String name) {
        return Optional.ofNullable(byName.get(name)).filter(_ -> !name.equals(SHELL));
    }

    /** A page whose scripts and styles have its name. */
    Asset page(String name, String title) {
        Asset shell = byName.get(SHELL);
        if (shell == null) {
            throw new IllegalStateException("the shell is read first");
        }
        String html = new String(shell.bytes(), UTF_8)
                .replace("${page}", name)
                .replace("${title}", title)
                .replace("${assets}", "/assets/" + digest);
        return Asset.of(SHELL, html.getBytes(UTF_8));
    }

    private static String version(String webjar) {
        try (InputStream in = place("/META-INF/maven/org.webjars.npm/" + webjar + "/pom.properties")
                .openStream()) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL place(String resource) {
        URL url = Assets.class.getResource(resource);
        if (url == null) {
            throw new IllegalStateException(resource + " is not on the class path");
        }
        return url;
    }

    /** Reads a folder that has this file in it, from classes or from a jar. */
    private static void read(String folder, String file, String prefix, Map<String, Asset> all) {
        URL url = place(folder + file);
        try {
            if (url.openConnection() instanceof JarURLConnection jar) {
                try (FileSystem files = FileSystems.newFileSystem(path(jar.getJarFileURL()))) {
                    read(files.getPath(folder), prefix, all);
                }
            } else {
                Path inside = path(url);
                read(inside.resolveSibling(""), prefix, all);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path path(URL file) {
        try {
            return Path.of(file.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the class path has an address that is none: " + file, e);
        }
    }

    private static void read(Path folder, String prefix, Map<String, Asset> all) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                String name = prefix + folder.relativize(each);
                if (LOADED.matcher(name).matches() && !name.contains("/development/") && !name.contains("/node/")) {
                    all.put(name, Asset.of(name, Files.readAllBytes(each)));
                }
            }
        }
    }
}
