import DebugRegisters
import Testing

@Suite struct RegisterDescriptionTests {
    @Test func controlRegister() {
        #expect(
            ControlRegister(rawValue: 0xd0402).describe() == [
                "DR7 = 0x000D0402",
                "",
                "  DR0  on (G0)      write       4 bytes",
                "  DR1  off",
                "  DR2  off",
                "  DR3  off",
                "",
                "  1      G0     1   DR0 is armed for every task, for writes to 4 bytes",
                "  10     fixed  1   fixed; the processor reads it as one",
                "  16–17  R/W0   01  DR0 traps on writes of data",
                "  18–19  LEN0   11  DR0 covers 4 bytes",
            ])
    }

    @Test func statusRegister() {
        #expect(
            StatusRegister(rawValue: 0xffff_4ff3).describe() == [
                "DR6 = 0xFFFF4FF3",
                "",
                "  DR0  fired",
                "  DR1  fired",
                "  DR2  –",
                "  DR3  –",
                "",
                "  0      B0     1  the condition of DR0 was met",
                "  1      B1     1  the condition of DR1 was met",
                "  14     BS     1  the trap is a single step",
            ])
    }

    @Test func impossibleThingsAreFlagged() {
        func warnings(_ value: UInt32) -> [String] { ControlRegister(rawValue: value).explained.warnings }
        #expect(warnings(0x400).isEmpty)
        #expect(warnings(0x2_0401).contains { $0.contains("I/O") && $0.hasPrefix("DR0") })
        #expect(warnings(0xc0_0404).contains { $0.contains("LEN1") && $0.hasPrefix("DR1") })
        #expect(warnings(0x0d00_0400).contains { $0.hasPrefix("DR2 is off") })
        #expect(warnings(0).contains { $0.hasPrefix("bit 10") })
        #expect(warnings(0x1400).contains { $0.hasPrefix("bit 12") })
        #expect(warnings(0xc400).contains { $0.hasPrefix("bits 14–15") })
        #expect(warnings(0x2400).contains { $0.hasPrefix("GD") })
        #expect(StatusRegister(rawValue: 0).explained.warnings.first!.hasPrefix("0 is no idle DR6"))
        #expect(StatusRegister(rawValue: 0xffff_07f1).explained.warnings.contains { $0.hasPrefix("BLD:") })
        #expect(StatusRegister(rawValue: 0x10ff0).explained.warnings.contains { $0.hasPrefix("bits 17–31") })
        #expect(StatusRegister.cleared.explained.warnings.isEmpty)
    }
}
