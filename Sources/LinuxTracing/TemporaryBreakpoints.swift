import CLinuxTracing

/// The one-shot int3s of `runTo`, with the bytes that they replace.
struct TemporaryBreakpoints {
    private(set) var originals: [UInt64: UInt8] = [:]
    private static let instruction: UInt8 = 0xcc

    var isEmpty: Bool { originals.isEmpty }

    func contains(_ address: UInt64) -> Bool { originals[address] != nil }

    /// Puts an int3 at an address. Returns 0 or -errno.
    mutating func insert(at address: UInt64, memory: Int32) -> Int32 {
        guard originals[address] == nil else { return 0 }
        var original: UInt8 = 0
        let count = bt_read_memory(memory, address, &original, 1)
        guard count == 1 else { return Int32(count) }
        var instruction = Self.instruction
        let written = bt_write_memory(memory, address, &instruction, 1)
        guard written == 1 else { return Int32(written) }
        originals[address] = original
        return 0
    }

    /// Restores the program's own bytes; memory that is gone needs nothing.
    mutating func removeAll(memory: Int32) {
        restore(memory: memory)
        originals = [:]
    }

    /// Restores the bytes in a copy of the memory and keeps the int3s where they are.
    func restore(memory: Int32) {
        for (address, original) in originals {
            var byte = original
            _ = bt_write_memory(memory, address, &byte, 1)
        }
    }

    /// The memory is no more.
    mutating func forget() { originals = [:] }

    /// Puts the int3s over bytes that are to be written at an address.
    func cover(_ bytes: inout [UInt8], at start: UInt64) {
        for address in originals.keys {
            let offset = address &- start
            if offset < UInt64(bytes.count) { bytes[Int(offset)] = Self.instruction }
        }
    }

    /// The bytes written at an address are the program's own from now on.
    mutating func replace(_ bytes: [UInt8], at start: UInt64) {
        for address in originals.keys {
            let offset = address &- start
            if offset < UInt64(bytes.count) { originals[address] = bytes[Int(offset)] }
        }
    }

    /// Shows bytes read at an address as the program wrote them.
    func mask(_ bytes: inout [UInt8], at start: UInt64) {
        for (address, original) in originals {
            let offset = address &- start
            if offset < UInt64(bytes.count) { bytes[Int(offset)] = original }
        }
    }
}
