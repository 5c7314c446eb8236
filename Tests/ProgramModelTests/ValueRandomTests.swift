import ProgramModel
import Testing

/// Any bytes of any type, however broken its description.
@Suite("Random values", .timeLimit(.minutes(5)))
struct ValueRandomTests {
    private struct Source {
        var random: SplitMix

        mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

        mutating func size() -> Int {
            let plain = [0, 1, 2, 3, 4, 8, 10, 12, 16, 17, 33]
            let broken = [-1, .min, .max, 1 << 47, 1 << 60]
            return int(0...19) == 0 ? broken.randomElement(using: &random)! : plain.randomElement(using: &random)!
        }

        mutating func name() -> String {
            ["", "a", "__0", "_M_elems", "\u{1b}[0m", "f128", "café"].randomElement(using: &random)!
        }

        mutating func type(depth: Int) -> ValueType {
            switch int(0...(depth > 0 ? 13 : 7)) {
            case 0: return .integer(name: name(), byteCount: size(), isSigned: int(0...1) == 0)
            case 1: return .boolean(name: name(), byteCount: size())
            case 2: return .character(name: name(), byteCount: size(), isSigned: int(0...1) == 0)
            case 3: return .floatingPoint(name: name(), byteCount: size())
            case 4:
                let cases = (0..<int(0...5)).map { _ in
                    ValueType.EnumerationCase(name: name(), value: Int64(truncatingIfNeeded: random.next() >> 40) - 9)
                }
                return .enumeration(name: name(), byteCount: size(), isSigned: int(0...1) == 0, cases: cases)
            case 5: return .pointer(target: name(), byteCount: size())
            case 6: return .opaque(name: name(), byteCount: size())
            case 7: return .function(name: name())
            case 8, 9: return .array(element: type(depth: depth - 1), count: size())
            case 10:
                return .bitField(
                    of: type(depth: depth - 1), byteCount: size(), bitOffset: int(-1...70), bitCount: int(-1...130))
            default:
                let members = (0..<int(0...6)).map { _ in
                    ValueType.Member(
                        name: name(), byteOffset: int(0...9) == 0 ? size() : int(0...12), type: type(depth: depth - 1),
                        isBase: int(0...7) == 0, discriminant: int(0...7) == 0 ? discriminant() : nil)
                }
                return .structure(name: name(), byteCount: int(0...3) == 0 ? size() : int(1...64), members: members)
            }
        }

        mutating func discriminant() -> ValueType.Discriminant {
            .init(byteOffset: size(), byteCount: size(), value: int(0...2) == 0 ? nil : UInt64(int(0...3)))
        }

        mutating func bytes(_ count: Int) -> [UInt8] {
            (0..<count).map { _ in int(0...2) == 0 ? 0 : UInt8(truncatingIfNeeded: random.next()) }
        }
    }

    @Test(arguments: 1...8)
    func nothingTraps(seed: Int) {
        var source = Source(random: SplitMix(seed: UInt64(seed)))
        for _ in 0..<2000 {
            let type = source.type(depth: 4)
            let size = type.byteCount
            #expect(size >= 0)
            let count = source.int(0...1) == 0 ? min(size, 200) : source.int(0...40)
            let offset = source.int(0...2) == 0 ? source.int(-2...70) : 0
            let width = [-1, 0, 1, 12, 60, .max].randomElement(using: &source.random)!
            let names: [UInt64: String] = [0: "zero"]
            let formatter = ValueFormatter(width: width, names: names)
            let old = source.bytes(count)
            let address: UInt64? = source.int(0...1) == 0 ? nil : source.random.next()
            let text = formatter.text(bytes: old, type: type, offset: offset, address: address)
            #expect(text.count <= max(width, 1) && !text.utf8.contains(0x1B), "\(type)")
            #expect(formatter.pointers(in: old, type: type, offset: offset).count <= 16)

            var new = old
            if let index = new.indices.randomElement(using: &source.random) {
                new[index] ^= 1 << UInt8(source.int(0...7))
            }
            let change = ValueChange(
                old: old, new: new, type: type, offset: offset, formatter: formatter, address: address,
                maximumRows: source.int(-1...20))
            #expect(change.isChanged == (old != new), "\(type) \(old) \(new) \(offset)")
            #expect(change.rows.count <= 20)
            #expect(!(change.summary ?? "").utf8.contains(0x1B))
            let same = ValueChange(old: old, new: old, type: type, offset: offset, formatter: formatter)
            #expect(!same.isChanged && same.rows.allSatisfy { !$0.isChanged && $0.old == $0.new })
        }
    }
}
