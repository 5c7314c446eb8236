/// The stack that frames are read from: a copy taken together with the registers, or the living process's memory. Never
/// both: what a copy lacks has changed since.
final class StackMemory {
    private let copy: [UInt8]
    private let start: UInt64
    private let process: TargetMemory?
    /// What was read of the process last.
    private var piece: [UInt8] = []
    private var pieceStart: UInt64 = 0

    private static let pageByteCount: UInt64 = 4096
    private static let pieceByteCount = 16 << 10

    /// - Parameter start: the address of the copy's first byte, RSP.
    init(copy: [UInt8], start: UInt64) {
        self.copy = copy
        self.start = start
        process = nil
    }

    init(process: TargetMemory) {
        copy = []
        start = 0
        self.process = process
    }

    var isCopy: Bool { process == nil }
    /// The address after the copy's last byte.
    var end: UInt64 { start &+ UInt64(copy.count) }

    /// A little-endian number of 1 to 8 bytes; nil when it cannot be read.
    func number(at address: UInt64, byteCount: Int = 8) -> UInt64? {
        if process == nil { return Self.number(in: copy, from: start, at: address, byteCount: byteCount) }
        if let known = Self.number(in: piece, from: pieceStart, at: address, byteCount: byteCount) { return known }
        load(address)
        return Self.number(in: piece, from: pieceStart, at: address, byteCount: byteCount)
            ?? process?.readNumber(address, byteCount: byteCount)
    }

    /// Stacks are read upwards: some pages at once, or the one page that is left.
    private func load(_ address: UInt64) {
        let page = address / Self.pageByteCount * Self.pageByteCount
        piece =
            process?.read(page, count: Self.pieceByteCount) ?? process?.read(page, count: Int(Self.pageByteCount)) ?? []
        pieceStart = page
    }

    private static func number(in bytes: [UInt8], from start: UInt64, at address: UInt64, byteCount: Int) -> UInt64? {
        guard (1...8).contains(byteCount), address >= start else { return nil }
        let offset = address - start
        guard offset < UInt64(bytes.count), byteCount <= bytes.count - Int(offset) else { return nil }
        var value: UInt64 = 0
        for index in (0..<byteCount).reversed() { value = value << 8 | UInt64(bytes[Int(offset) + index]) }
        return value
    }
}
