import Glibc

/// How often a test of random moments is repeated: BPTUI_ROUNDS, 20 without it.
enum Rounds {
    static let count = getenv("BPTUI_ROUNDS").flatMap { Int(String(cString: $0)) } ?? 20
}
