/// Names that the compiler and the C library put into every program: they are told to who types their beginning.
enum HiddenNames {
    private static let startUp: Set<String> = [
        "frame_dummy", "register_tm_clones", "deregister_tm_clones", "data_start",
    ]

    static func hides(_ name: String, from beginning: String) -> Bool {
        name.hasPrefix("_") && !beginning.hasPrefix("_") || beginning.isEmpty && startUp.contains(name)
    }
}
