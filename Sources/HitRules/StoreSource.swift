/// How an instruction's stored value follows from the registers after it: what makes `new` exact where another thread
/// may have stored before memory was read.
public struct StoreSource: Hashable, Sendable, Codable {
    public enum Value: Hashable, Sendable, Codable {
        /// The low bytes of a register that the instruction leaves as it was.
        case register(MachineRegister)
        /// Bits 8–15 of a register (ah, bh, ch, dh).
        case highByte(MachineRegister)
        case immediate(UInt64)
    }

    /// Where the operand lies: base + index × scale + displacement; registers that the instruction leaves as they were.
    public struct Address: Hashable, Sendable, Codable {
        /// nil for none, as with an absolute or an already resolved RIP-relative address.
        public var base: MachineRegister?
        public var index: MachineRegister?
        public var scale: UInt64
        public var displacement: UInt64
        public init(base: MachineRegister?, index: MachineRegister?, scale: UInt64, displacement: UInt64) {
            self.base = base
            self.index = index
            self.scale = scale
            self.displacement = displacement
        }
    }

    public var value: Value
    public var address: Address
    /// Bytes stored, 1, 2, 4 or 8.
    public var byteCount: Int

    public init(value: Value, address: Address, byteCount: Int) {
        self.value = value
        self.address = address
        self.byteCount = byteCount
    }

    /// The bytes that the store left in `slotByteCount` bytes at `slotAddress`, little-endian; nil unless it covers all of
    /// them. The registers are those right after the instruction.
    public func stored(at slotAddress: UInt64, byteCount slotByteCount: Int, registers: MachineRegisters) -> UInt64? {
        registers.values.withUnsafeBufferPointer {
            stored(at: slotAddress, byteCount: slotByteCount, registers: $0.baseAddress!)
        }
    }

    /// - Parameter registers: the 27 words in the order of `MachineRegister`.
    public func stored(
        at slotAddress: UInt64, byteCount slotByteCount: Int, registers: UnsafePointer<UInt64>
    ) -> UInt64? {
        let start =
            (address.base.map { registers[Int($0.rawValue)] } ?? 0)
            &+ (address.index.map { registers[Int($0.rawValue)] } ?? 0) &* address.scale &+ address.displacement
        let offset = slotAddress &- start
        guard offset < UInt64(byteCount), UInt64(byteCount) - offset >= UInt64(slotByteCount) else { return nil }
        let bits: UInt64 =
            switch value {
            case .register(let register): registers[Int(register.rawValue)]
            case .highByte(let register): registers[Int(register.rawValue)] >> 8 & 0xff
            case .immediate(let bits): bits
            }
        let shifted = bits >> (8 * offset)
        return slotByteCount >= 8 ? shifted : shifted & (1 << UInt64(8 * slotByteCount) - 1)
    }
}
