import ArgumentParser

/// `bptui`: the subcommands, of which `run` needs no name.
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bptui",
        abstract: "Who touches this memory, and which debug register saw it?",
        usage: """
            bptui [options] [--] program [args…]
            bptui demo
            bptui doctor
            bptui decode 0xD0402 [--dr6 0xFFFF0FF1]
            """,
        discussion: """
            EXAMPLES
              bptui ./program                      stops at main; a adds a watch, c continues
              bptui -w counter ./program           watches writes to counter
              bptui -w 'cfg.limits[2]:rw@1,stop' ./program
              bptui --batch -w counter ./program   JSON Lines instead of a screen
            """,
        version: BptuiVersion.text,
        subcommands: [RunCommand.self, DemoCommand.self, DoctorCommand.self, DecodeCommand.self],
        defaultSubcommand: RunCommand.self)
}

enum BptuiVersion {
    static let text = "bptui 0.1.0"
}
