import CLinuxTracing

/// The int3s in the program's code, with the bytes that they replace: the one-shot ones of `runTo`, and those that tell
/// of the ends of frames. One address may serve both.
struct TemporaryBreakpoints {
    private(set) var originals: [UInt64: UInt8] = [:]
    private var runTo: Set<UInt64> = []
    private var scopes: Set<UInt64> = []
    /// Taken out for a moment, so that a thread can do the instruction there.
    private var lifted: UInt64?
    private static let instruction: UInt8 = 0xcc

    var isEmpty: Bool { originals.isEmpty }

    func contains(_ address: UInt64) -> Bool { originals[address] != nil }
    var hasRunTo: Bool { !runTo.isEmpty }
    func isRunTo(_ address: UInt64) -> Bool { runTo.contains(address) }

    /// Puts a one-shot int3 at an address. Returns 0 or -errno.
    mutating func insert(at address: UInt64, memory: Int32) -> Int32 {
        let result = plant(at: address, memory: memory)
        if result >= 0 { runTo.insert(address) }
        return result
    }

    /// Makes these the addresses at which frames end. Returns 0, or the last -errno.
    mutating func setScopes(_ addresses: Set<UInt64>, memory: Int32) -> Int32 {
        for address in scopes.subtracting(addresses) {
            scopes.remove(address)
            if !runTo.contains(address) { uproot(at: address, memory: memory) }
        }
        var result: Int32 = 0
        for address in addresses.subtracting(scopes) {
            let planted = plant(at: address, memory: memory)
            if planted >= 0 { scopes.insert(address) } else { result = planted }
        }
        return result
    }

    private mutating func plant(at address: UInt64, memory: Int32) -> Int32 {
        guard originals[address] == nil else { return 0 }
        var original: UInt8 = 0
        let count = bt_read_memory(memory, address, &original, 1)
        guard count == 1 else { return count < 0 ? Int32(count) : -Errno.inputOutput }
        let written = Self.write(Self.instruction, at: address, memory: memory)
        guard written == 1 else { return written < 0 ? Int32(written) : -Errno.inputOutput }
        originals[address] = original
        return 0
    }

    private mutating func uproot(at address: UInt64, memory: Int32) {
        guard let original = originals.removeValue(forKey: address) else { return }
        if lifted == address { lifted = nil }
        _ = Self.write(original, at: address, memory: memory)
    }

    /// Restores the program's own bytes; memory that is gone needs nothing.
    mutating func removeAll(memory: Int32) {
        restore(memory: memory)
        forget()
    }

    /// Restores the bytes in a copy of the memory and keeps the int3s where they are.
    func restore(memory: Int32) {
        for (address, original) in originals { _ = Self.write(original, at: address, memory: memory) }
    }

    /// The memory is no more.
    mutating func forget() {
        originals = [:]
        runTo = []
        scopes = []
        lifted = nil
    }

    // MARK: Doing the instruction under an int3

    /// Takes one int3 out until `putBack`.
    mutating func lift(_ address: UInt64, memory: Int32) {
        guard let original = originals[address] else { return }
        lifted = address
        _ = Self.write(original, at: address, memory: memory)
    }

    mutating func putBack(memory: Int32) {
        guard let address = lifted else { return }
        lifted = nil
        _ = Self.write(Self.instruction, at: address, memory: memory)
    }

    @discardableResult
    private static func write(_ byte: UInt8, at address: UInt64, memory: Int32) -> Int64 {
        var byte = byte
        return bt_write_memory(memory, address, &byte, 1)
    }

    // MARK: What others see

    /// Puts the int3s over bytes that are to be written at an address.
    func cover(_ bytes: inout [UInt8], at start: UInt64) {
        for address in originals.keys where address != lifted {
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
