extension SignalName {
    /// `SIGUSR1`, `usr1`, `10`; nil for what is none. SIGKILL cannot be kept from a program, and SIGSTOP stops it anyhow.
    package static func number(of text: String) -> Int32? {
        if let number = Int32(text) { return (1...64).contains(number) && number != 9 ? number : nil }
        let name = text.uppercased()
        let full = name.hasPrefix("SIG") ? name : "SIG" + name
        guard let index = names.firstIndex(of: full), index + 1 != 9 else { return nil }
        return Int32(index + 1)
    }

    /// Those that a policy can be set for.
    package static var all: [String] { names.filter { $0 != "SIGKILL" } }
}
