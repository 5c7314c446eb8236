import ArgumentParser

/// Which configuration counts, and what it says.
struct ConfigurationOptions: ParsableArguments {
    @Flag(
        name: .customLong("no-config"),
        help: "Reads neither config.toml nor a project's .bptui.toml.")
    var ignoresFiles = false

    @Flag(
        name: .customLong("print-config"),
        help: "Prints the configuration that counts, and where each value comes from.")
    var isPrinted = false
}
