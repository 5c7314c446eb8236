package import ProgramModel

/// An access that the kernel made on the program's behalf: what of the kernel's, in which system call, made where.
package struct KernelAccess: Hashable, Sendable, Codable {
    /// The kernel's instruction after the access; nil where it is not known.
    package var pc: UInt64?
    /// nil until it is known, and where the kernel hides its names.
    package var place: KernelPlace?
    /// The functions that led there, innermost first, as far as they have names.
    package var callers: [KernelPlace] = []
    /// The system call, as C writes it: `read(3, buf, 64)`; nil for another way into the kernel, and where it is not known.
    package var call: String?
    /// Where the program entered the kernel: in the program itself, not in the library's function that wraps the call.
    package var caller = CodePlace()

    package init(pc: UInt64?) { self.pc = pc }

    /// `rep_movs_alternative+0x13`; nil where it has no name.
    package var function: String? { place?.name == nil ? nil : place?.description }

    /// Who did it, in words: `read(3, buf, 64) in main`.
    package var words: String {
        let what =
            call.map { $0 + (caller.function == nil ? "" : " in ") } ?? "kernel"
            + (caller.function == nil ? "" : " for ")
        return what + (caller.function ?? "")
    }
}
