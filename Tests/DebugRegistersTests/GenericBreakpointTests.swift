import DebugRegisters
import Testing

@Suite struct GenericBreakpointTests {
    @Test func everyWatchMapsThereAndBack() throws {
        for kind in WatchKind.allCases {
            for length in WatchLength.allCases {
                let generic = GenericBreakpoint(kind, length: length)
                let back = try generic.x86()
                #expect(back.kind == kind)
                #expect(back.length == (kind == .execute ? .one : length))
            }
        }
        #expect(GenericBreakpoint(.write, length: .four) == GenericBreakpoint(type: .init(rawValue: 2), length: 4))
        #expect(GenericBreakpoint(.readWrite, length: .two) == GenericBreakpoint(type: .init(rawValue: 3), length: 2))
        #expect(GenericBreakpoint(.execute, length: .one) == GenericBreakpoint(type: .init(rawValue: 4), length: 8))
    }

    /// Every bp_type and bp_len of interest: accepted exactly where the kernel accepts it, else the field is named.
    @Test func everythingElseIsRefusedByField() {
        for type: UInt32 in 0..<16 {
            for length: UInt64 in 0..<20 {
                let generic = GenericBreakpoint(type: .init(rawValue: type), length: length)
                let fits = type == 4 ? length == 8 : (type == 2 || type == 3) && [1, 2, 4, 8].contains(length)
                do {
                    _ = try generic.x86()
                    #expect(fits, "type \(type), length \(length)")
                } catch {
                    #expect(!fits, "type \(type), length \(length)")
                    #expect(error.field == ([2, 3, 4].contains(type) ? "bp_len" : "bp_type"))
                    #expect(error.description.hasPrefix(error.field))
                }
            }
        }
        #expect(throws: GenericBreakpoint.Refusal.readAlone) { try GenericBreakpoint(type: .read, length: 4).x86() }
        #expect(throws: GenericBreakpoint.Refusal.emptyType) { try GenericBreakpoint(type: .empty, length: 4).x86() }
        #expect(throws: GenericBreakpoint.Refusal.type(7)) {
            try GenericBreakpoint(type: [.readWrite, .execute], length: 8).x86()
        }
    }
}
