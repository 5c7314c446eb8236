import ProgramModel
import Testing

@Suite("Single values of less common types as text")
struct ScalarFormatTests {
    private func text(_ bytes: [UInt8], _ type: ValueType) -> String {
        ValueFormatter().text(bytes: bytes, type: type)
    }
    private func floating(_ name: String, _ byteCount: Int) -> ValueType {
        .floatingPoint(name: name, byteCount: byteCount)
    }

    @Test func wideIntegers() {
        let ones = [UInt8](repeating: 0xFF, count: 16)
        #expect(
            text(ones, .integer(name: "unsigned __int128", byteCount: 16, isSigned: false))
                == "340282366920938463463374607431768211455")
        #expect(
            text([UInt8](repeating: 0, count: 15) + [0x80], .integer(name: "i128", byteCount: 16, isSigned: true))
                == "-170141183460469231731687303715884105728")
        #expect(text([0xFE, 0xFF, 0xFF], .integer(name: "odd", byteCount: 3, isSigned: true)) == "-2")
        #expect(
            text([UInt8](repeating: 1, count: 17), .integer(name: "_BitInt(136)", byteCount: 17, isSigned: true))
                == "0x1" + String(repeating: "01", count: 16))
    }

    @Test func floatingPointFormats() {
        #expect(text([0x00, 0x3E], floating("_Float16", 2)) == "1.5")
        #expect(text([0xC0, 0x3F], floating("__bf16", 2)) == "1.5")
        let extended: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0xC0, 0xFF, 0x3F]
        #expect(text(extended, floating("long double", 10)) == "1.5")
        #expect(text(extended + [7, 7], floating("long double", 12)) == "1.5")
        #expect(text(extended + [7, 7, 7, 7, 7, 7], floating("long double", 16)) == "1.5")
        let quadruple: [UInt8] = [UInt8](repeating: 0, count: 13) + [0x80, 0xFF, 0xBF]
        #expect(text(quadruple, floating("__float128", 16)) == "-1.5")
        #expect(text([1] + [UInt8](repeating: 0, count: 13) + [0xFF, 0x7F], floating("f128", 16)) == "nan")
        #expect(text([UInt8](repeating: 0, count: 14) + [0xFF, 0x7F], floating("f128", 16)) == "inf")
        #expect(text([1, 2, 3], floating("strange", 3)) == "0x30201")
    }

    @Test func wideCharacters() {
        let utf16 = ValueType.array(element: .character(name: "char16_t", byteCount: 2, isSigned: false), count: 4)
        #expect(text([0x48, 0, 0x3D, 0xD8, 0x00, 0xDE, 0, 0], utf16) == "\"H😀\"")
        #expect(text([0x3D, 0xD8, 0x48, 0, 0x00, 0xDE, 0, 0], utf16) == #""\u{d83d}H\u{de00}""#)
        let utf32 = ValueType.array(element: .character(name: "wchar_t", byteCount: 4, isSigned: true), count: 2)
        #expect(text([0xAC, 0x20, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF], utf32) == #""€\u{ffffffff}""#)
        #expect(text([0x0A, 0, 0, 0, 0, 0, 0, 0], utf32) == #""\n""#)
    }

    @Test func arraysOfNoOrVeryManyElements() {
        let int = Samples.int
        let flexible = Samples.structure(
            4, Samples.member("count", 0, int), Samples.member("data", 4, .array(element: int, count: 0)))
        #expect(text([7, 0, 0, 0], flexible) == "{count=7, data={}}")
        let huge = ValueType.array(element: .array(element: int, count: 1 << 30), count: 1 << 30)
        #expect(ValueFormatter().text(bits: 7, byteCount: 4, type: huge, offset: 1 << 40) == "[256][0] = 7")
        #expect(
            ValueFormatter().text(bits: 7, byteCount: 4, type: .array(element: int, count: .max), offset: 400)
                == "[100] = 7")
        let nothing = ValueType.array(element: .structure(name: "e", byteCount: 0, members: []), count: .max)
        #expect(text([1], nothing) == "0x1")
        #expect(nothing.byteCount == 0)
    }

    @Test func broadValuesAreCheap() {
        let clock = ContinuousClock()
        let bytes = [UInt8](repeating: 0x41, count: 1 << 20)
        let types: [ValueType] = [
            .array(element: Samples.character, count: 1 << 20), .array(element: Samples.int, count: 1 << 18),
            .opaque(name: "blob", byteCount: 1 << 20),
            .array(element: .array(element: Samples.flags, count: 1 << 9), count: 1 << 9),
        ]
        for type in types {
            let time = clock.measure {
                for _ in 0..<10 { _ = ValueFormatter().text(bytes: bytes, type: type) }
            }
            #expect(time < .seconds(2), "\(type.name)")
        }
        // A slot's bytes of a value of any size.
        let members = (0..<4096).map { Samples.member("m\($0)", $0 * 4, .array(element: Samples.int, count: 1)) }
        let wide = ValueType.array(element: .structure(name: "wide", byteCount: 16384, members: members), count: 1000)
        let time = clock.measure {
            for index in 0..<100 {
                _ = ValueFormatter().text(bits: 1, byteCount: 8, type: wide, offset: index * 16384)
            }
        }
        #expect(time < .seconds(2))
    }
}
