/// Where an address of code lies, as far as it is known: what is not known is nil, never invented.
package struct CodePlace: Hashable, Sendable, Codable {
    /// The demangled name of the function.
    package var function: String?
    /// Bytes from the function's start to the address.
    package var offset: UInt64?
    /// The source file's last component, as people name it.
    package var file: String?
    package var line: Int?
    /// The last component of the file that is mapped there.
    package var module: String?

    package init(
        function: String? = nil, offset: UInt64? = nil, file: String? = nil, line: Int? = nil, module: String? = nil
    ) {
        self.function = function
        self.offset = offset
        self.file = file
        self.line = line
        self.module = module
    }

    package var isEmpty: Bool { function == nil && file == nil && module == nil }
}
