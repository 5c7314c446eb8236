import HitRules
import ProgramModel
import Symbols
import TestSupport
import Testing

/// Conditions as a hit's tracer judges them.
@Suite("Conditions on hits", .timeLimit(.minutes(10)), .enabled(if: Compiler.gcc.isInstalled))
struct ConditionTests {
    private static let int = ValueType.integer(name: "int", byteCount: 4, isSigned: true)
    private static let unsigned = ValueType.integer(name: "unsigned int", byteCount: 4, isSigned: false)
    private static let color = ValueType.enumeration(
        name: "enum shade", byteCount: 4, isSigned: true,
        cases: [.init(name: "DARK", value: 3), .init(name: "NIGHT", value: -2)])
    private static let pair = ValueType.structure(
        name: "struct pair", byteCount: 8,
        members: [
            .init(name: "low", byteOffset: 0, type: .integer(name: "short", byteCount: 2, isSigned: true)),
            .init(
                name: "", byteOffset: 2,
                type: .structure(
                    name: "", byteCount: 2,
                    members: [.init(name: "inner", byteOffset: 1, type: .boolean(name: "bool", byteCount: 1))])),
            .init(
                name: "part", byteOffset: 4, type: .bitField(of: unsigned, byteCount: 4, bitOffset: 3, bitCount: 7)),
            .init(
                name: "letters", byteOffset: 4,
                type: .array(element: .character(name: "char", byteCount: 1, isSigned: true), count: 4)),
        ])

    private static func facts(old: UInt64 = 0, new: UInt64 = 0) -> ConditionMachine.Facts {
        var facts = ConditionMachine.Facts()
        facts.old = old
        facts.new = new
        facts.tid = 12
        facts.pid = 10
        facts.slot = 2
        facts.pc = 0x4000
        facts.hits = 7
        facts.isChanged = old != new
        facts.isWrite = true
        facts.time = 5_000_000_000
        return facts
    }

    private static func bits(_ value: Float) -> UInt64 { UInt64(value.bitPattern) }

    @Test func readsWhatTheHitSays() throws {
        let named = try ExpressionProgram.start()
        let memory = ProcessMemory(pid: named.child.pid)
        for (text, type, old, new, verdict) in [
            ("new > 100", Self.int, 0, 101, .holds), ("new > 100", Self.int, 0, 0xFFFF_FFFF, .fails),
            ("new > 100", Self.unsigned, 0, 0xFFFF_FFFF, .holds), ("new == -1", Self.int, 0, 0xFFFF_FFFF, .holds),
            ("new - old == 2", Self.int, 5, 7, .holds), ("new < old", Self.int, 1, 0xFFFF_FFFF, .holds),
            ("new < old", Self.unsigned, 1, 0xFFFF_FFFF, .fails), ("new", nil, 0, 1, .holds),
            ("!new", nil, 0, 0, .holds),
            ("new > 0x7fffffffffffffff", nil, 0, 1 << 63, .holds),
            ("new == 1.5", .floatingPoint(name: "float", byteCount: 4), 0, Self.bits(1.5), .holds),
            ("new < old", .floatingPoint(name: "double", byteCount: 8), (1.5).bitPattern, (-2.0).bitPattern, .holds),
            ("new", .floatingPoint(name: "double", byteCount: 8), 0, (-0.0).bitPattern, .fails),
            ("new", .boolean(name: "bool", byteCount: 1), 0, 1, .holds),
            ("new && !old", .boolean(name: "bool", byteCount: 1), 0, 1, .holds),
            ("new == DARK", Self.color, 0, 3, .holds), ("new == NIGHT", Self.color, 0, 0xFFFF_FFFE, .holds),
            ("new < 0", Self.color, 0, 3, .fails),
            ("new == GREEN", Self.int, 0, 5, .holds),
            ("new == 'A'", .character(name: "char", byteCount: 1, isSigned: true), 0, 65, .holds),
            ("new < 0", .character(name: "char", byteCount: 1, isSigned: true), 0, 200, .holds),
            ("new == 5", .bitField(of: Self.unsigned, byteCount: 1, bitOffset: 3, bitCount: 5), 0, 0b0010_1111, .holds),
            (
                "new == -3 && old == 1", .bitField(of: Self.int, byteCount: 1, bitOffset: 4, bitCount: 4), 0x1F, 0xD2,
                .holds
            ),
            ("new.low == -2", Self.pair, 0, 0xFFFE, .holds), ("new.inner && !old.inner", Self.pair, 0, 1 << 24, .holds),
            ("new.part == 0x55", Self.pair, 0, 0x55 << 35, .holds),
            ("new.letters[1] == 'b'", Self.pair, 0, 0x62 << 40, .holds),
            ("new->value == 2", .pointer(target: "struct node", byteCount: 8), 0, .max, .unknown),
            ("new == old || new == 3", Self.int, 1, 3, .holds), ("new ? old == 1 : old == 2", Self.int, 2, 0, .holds),
            ("changed && write && !read", Self.int, 1, 3, .holds), ("changed", Self.int, 3, 3, .fails),
            ("tid == 12 && pid == 10 && slot == 2", Self.int, 0, 0, .holds), ("hits >= 7", Self.int, 0, 0, .holds),
            ("pc == 0x4000 && time > 4000000000", Self.int, 0, 0, .holds), ("hits % 2 == 1", Self.int, 0, 0, .holds),
            ("::new == 12", Self.int, 0, 1, .holds), ("new == 12", Self.int, 0, 1, .fails),
            ("program.c::tid == 77", Self.int, 0, 0, .holds),
            ("new == count", Self.int, 0, 3, .holds),
            ("head->next->value == 2 && *pointer == 'e'", Self.int, 0, 0, .holds),
            ("table[new].max == 6", Self.int, 0, 2, .holds),
            ("flags.sign == -9 && flags.level == 17", Self.int, 0, 0, .holds),
            ("nothing && nothing->value", Self.int, 0, 0, .fails), ("nothing->value == 0", Self.int, 0, 0, .unknown),
            ("1 / new", Self.int, 0, 0, .unknown), ("new == 0 || 1 / new", Self.int, 0, 0, .holds),
            ("1", Self.int, 0, 0, .holds),
            ("1 == 2 && nothing->value", Self.int, 0, 0, .fails),
            ("(unsigned char)new == 44", Self.int, 0, 300, .holds),
            ("sizeof new == 4 && sizeof(new + 1l) == 8", Self.int, 0, 0, .holds),
            ("new << 31 == 0", Self.int, 0, 2, .holds),
            ("$rax == 0x1234 && *(int *)$rsp == 1", Self.int, 0, 0, .holds),
            ("new == $rax", Self.int, 0, 0x1234, .holds),
            ("twice::total == 9", Self.int, 0, 0, .holds), ("new * ratio64 == -1", Self.int, 0, 4, .holds),
            ("(ratio32)", Self.int, 0, 0, .holds),
        ] as [(String, ValueType?, UInt64, UInt64, ConditionMachine.Verdict)] {
            let subject = ConditionSubject(type: type, byteCount: type?.byteCount ?? 8)
            do {
                let condition = try named.questions.condition(text, on: subject)
                let found = try memory.verdict(
                    condition, Self.facts(old: old, new: new), registers: named.context("main").registers)
                #expect(found == verdict, "\(text) of \(type?.name ?? "nothing"): \(condition.instructions)")
            } catch let error as ExpressionError {
                Issue.record("\(text): \(error)")
            }
        }
    }

    @Test func followsAPointerThatIsWatched() throws {
        let named = try ExpressionProgram.start()
        let type = try #require(try named.questions.watch("head").type)
        let last = try named.questions.watch("last").address
        let subject = ConditionSubject(type: type, byteCount: 8)
        let condition = try named.questions.condition(
            "new && new->value == 2 && !new->next && new == &last", on: subject)
        let memory = ProcessMemory(pid: named.child.pid)
        #expect(try memory.verdict(condition, Self.facts(new: last)) == .holds)
        #expect(try memory.verdict(condition, Self.facts(new: 0)) == .fails)
        let unknown = ConditionSubject(type: .pointer(target: "struct nowhere", byteCount: 8), byteCount: 8)
        #expect(try named.questions.refusal { try $0.condition("new->x", on: unknown) }?.column == 5)
    }

    @Test func needsOnlyWhatItNames() throws {
        let named = try ExpressionProgram.start()
        #expect(try named.questions.condition("read || new == 1").needsAccess)
        #expect(try !named.questions.condition("new == 1").needsAccess)
        #expect(try named.questions.condition("$rax").needsRegisters)
        #expect(try !named.questions.condition("count").needsRegisters)
        // What is known is computed once.
        #expect(try named.questions.condition("new > 2 * 50 + sizeof(int) * 0").instructions.count == 3)
        #expect(try named.questions.condition("1 + 1 == 2").instructions == [.constant(1)])
    }

    @Test func saysWhatIsWrong() throws {
        let named = try ExpressionProgram.start()
        let large = try named.questions.watch("table").type
        let deep = String(repeating: "(new + ", count: 33) + "new" + String(repeating: ")", count: 33)
        let long = Array(repeating: "new == 1", count: 60).joined(separator: " || ")
        for (text, type, column, message) in [
            ("", Self.int, 0, "missing"), ("  ", Self.int, 0, "missing"), ("new >", Self.int, 5, "not complete"),
            ("new = 1", Self.int, 4, "write =="), ("nwe > 1", Self.int, 0, "no symbol"),
            ("new.x", Self.int, 4, "no fields"),
            ("new", Self.pair, 0, "one of its fields"), ("new.lo", Self.pair, 4, "no field 'lo'"),
            ("new[0].min == 1", large, 0, "larger than the 8 bytes"), ("&new", Self.int, 0, "no address"),
            ("new / 0", Self.int, 4, "division by zero"), (deep, Self.int, nil, "nested too deeply"),
            (long, Self.int, nil, "steps"), ("ratio80 > 1", Self.int, 0, "up to double"),
            ("limits == limits", Self.int, 0, "fields"),
            ("new > 1 &&", Self.int, 10, "not complete"), ("new > 1 if x", Self.int, 8, "not understood"),
        ] as [(String, ValueType?, Int?, String)] {
            let subject = ConditionSubject(type: type, byteCount: min(8, type?.byteCount ?? 8))
            let error = try #require(
                try named.questions.refusal { try $0.condition(text, on: subject) }, "\(text)")
            if let column { #expect(error.column == column, "\(text): \(error)") }
            #expect(error.message.contains(message), "\(text): \(error)")
        }
        let error = try named.questions.refusal { try $0.condition("nwe > 1") }
        #expect(error?.suggestions.contains("new") == true)
    }
}
