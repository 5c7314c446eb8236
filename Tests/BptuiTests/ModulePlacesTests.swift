import Testing

@testable import BptuiCommand

/// Addresses as a module and a distance, by what the kernel lists.
@Suite struct ModulePlacesTests {
    private static func maps(_ base: UInt64) -> String {
        func line(_ from: UInt64, _ to: UInt64, _ rest: String) -> String {
            "\(String(base + from, radix: 16))-\(String(base + to, radix: 16)) \(rest)\n"
        }
        return line(0, 0x1000, "r--p 00000000 08:01 7                    /tmp/a b/program")
            + line(0x1000, 0x2000, "r-xp 00001000 08:01 7                    /tmp/a b/program")
            + line(0x2000, 0x3000, "rw-p 00002000 08:01 7                    /tmp/a b/program")
            + line(0x3000, 0x4000, "rw-p 00000000 00:00 0 ")
            + line(0x8000, 0x9000, "rw-p 00000000 00:00 0                    [heap]")
            + line(0x9000, 0xa000, "rw-p 00000000 00:00 0 ")
            + line(0xb000, 0xc000, "r--p 00000000 08:01 9                    /lib/libc.so.6")
    }

    @Test(
        arguments: [
            (0x0, "program+0x0"), (0x2010, "program+0x2010"), (0x3ff8, "program+0x3ff8"), (0x4000, nil), (0x8000, nil),
            (0x9000, nil), (0xb008, "libc.so.6+0x8"), (0xc000, nil),
        ] as [(UInt64, String?)]) func placesAreTheSameWhereverTheModuleLies(_ offset: UInt64, _ place: String?)
    {
        for base in [0x5555_5555_4000, 0x7000] as [UInt64] {
            #expect(ModulePlaces(Self.maps(base)).place(of: base + offset) == place)
        }
        guard let place else { return }
        #expect(ModulePlaces(Self.maps(0x10_0000)).address(of: place) == 0x10_0000 + offset)
    }

    @Test(arguments: ["", "program", "+0x10", "other+0x10", "program+", "program+x", "program+0xffffffffffffffff"])
    func whatIsNoPlaceHasNoAddress(_ place: String) {
        #expect(ModulePlaces(Self.maps(0x7000)).address(of: place) == nil)
    }
}
