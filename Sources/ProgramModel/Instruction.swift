/// One decoded machine instruction.
package struct Instruction: Hashable, Sendable, Codable {
    package var address: UInt64
    package var bytes: [UInt8]
    /// As Intel writes it, in lower case: `mov qword ptr [rip+0x2e80], rax`.
    package var text: String

    package init(address: UInt64, bytes: [UInt8], text: String) {
        self.address = address
        self.bytes = bytes
        self.text = text
    }
}
