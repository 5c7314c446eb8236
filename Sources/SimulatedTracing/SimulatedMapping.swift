package import DebugRegisters

/// A mapped range and what stands in it at the start.
package struct SimulatedMapping: Hashable, Sendable {
    package var start: LinearAddress
    package var bytes: [UInt8]
    package var isWritable: Bool

    package init(start: LinearAddress, bytes: [UInt8], isWritable: Bool = true) {
        self.start = start
        self.bytes = bytes
        self.isWritable = isWritable
    }
}
