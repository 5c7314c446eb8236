/// A symbol of a mapped file. The name belongs to the file's data and lives as long as its module.
struct ElfSymbol {
    enum Kind { case object, function, plain, threadLocal }

    /// In the process's memory.
    var address: UInt64
    /// Bytes; 0 when the file does not say.
    var size: UInt64
    var nameBytes: UnsafePointer<CChar>
    var kind: Kind
    /// Seen by other modules: not local to its source file.
    var isGlobal: Bool
    /// In a section of code.
    var isCode: Bool

    var name: String { String(cString: nameBytes) }
}
