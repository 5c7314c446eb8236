import DebugRegisters
import Glibc

/// One-shot int3 instructions in the program's code, and the bytes that they stand for.
struct TemporaryStops {
    private(set) var originals: [UInt64: UInt8] = [:]
    /// Addresses that had one: a thread may have run into it before it was taken out and show it only now.
    private var retired: Set<UInt64> = []

    static let instruction: UInt8 = 0xcc

    var isEmpty: Bool { originals.isEmpty }

    /// - Returns: errno when the address cannot be written; nothing is inserted then.
    mutating func insert(at addresses: [LinearAddress], memory: Int32) -> Int32? {
        for address in addresses {
            var original: UInt8 = 0
            var instruction = Self.instruction
            let at = off_t(Int64(bitPattern: address.rawValue))
            guard pread(memory, &original, 1, at) == 1, pwrite(memory, &instruction, 1, at) == 1 else {
                let code = errno
                removeAll(memory: memory)
                return code
            }
            originals[address.rawValue] = original
            retired.insert(address.rawValue)
        }
        return nil
    }

    /// Puts every byte back.
    mutating func removeAll(memory: Int32) {
        restore(in: memory)
        originals = [:]
    }

    /// Puts every byte back in another process's copy of the memory.
    func restore(in memory: Int32) {
        for (address, original) in originals {
            var byte = original
            pwrite(memory, &byte, 1, off_t(Int64(bitPattern: address)))
        }
    }

    /// Whether an int3 that left a thread at `pc` was one of these: it is here still, or was, and the program has none of
    /// its own there.
    func owns(pc: UInt64, memory: Int32) -> Bool {
        let address = pc &- 1
        if originals[address] != nil { return true }
        guard retired.contains(address) else { return false }
        var byte: UInt8 = 0
        return pread(memory, &byte, 1, off_t(Int64(bitPattern: address))) == 1 && byte != Self.instruction
    }

    mutating func forget() {
        originals = [:]
        retired = []
    }
}
