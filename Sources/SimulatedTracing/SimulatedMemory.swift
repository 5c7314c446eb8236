import DebugRegisters

/// An address space. Threads and vfork children hold the same one, forked children a copy.
final class SimulatedMemory {
    private var mappings: [SimulatedMapping]

    private var stackCount: UInt64 = 0
    private static let stackSize: UInt64 = 4096
    private static let highestStack = LinearAddress(0x7fff_ffff_e000)

    init(_ mappings: [SimulatedMapping]) { self.mappings = mappings }

    func copy() -> SimulatedMemory {
        let copy = SimulatedMemory(mappings)
        copy.stackCount = stackCount
        return copy
    }

    /// Maps the stack of another thread, and gives the stack pointer that it begins with.
    func addStack() -> LinearAddress {
        let end = Self.highestStack - 16 * Self.stackSize * stackCount
        stackCount += 1
        mappings.append(
            SimulatedMapping(start: end - Self.stackSize, bytes: .init(repeating: 0, count: Int(Self.stackSize))))
        return end - 256
    }

    /// The bytes, or nil when one of them is not mapped.
    func read(_ address: LinearAddress, _ count: Int) -> [UInt8]? {
        guard count > 0 else { return [] }
        guard let (index, offset) = locate(address, count) else { return nil }
        return Array(mappings[index].bytes[offset..<offset + count])
    }

    /// Stores, or returns false when a byte is not mapped or not writable.
    func write(_ address: LinearAddress, _ bytes: [UInt8]) -> Bool {
        guard let (index, offset) = locate(address, bytes.count), mappings[index].isWritable else { return false }
        mappings[index].bytes.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        return true
    }

    /// A little-endian number, or nil when a byte of it is not mapped.
    func number(_ address: LinearAddress, _ length: WatchLength) -> UInt64? {
        read(address, length.byteCount)?.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private func locate(_ address: LinearAddress, _ count: Int) -> (index: Int, offset: Int)? {
        for (index, mapping) in mappings.enumerated() where mapping.start <= address {
            let offset = address.rawValue - mapping.start.rawValue
            let size = UInt64(mapping.bytes.count)
            if offset < size, UInt64(count) <= size - offset { return (index, Int(offset)) }
        }
        return nil
    }
}
