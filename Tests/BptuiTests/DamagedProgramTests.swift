import Glibc
import TestSupport
import Testing

/// Programs whose file is damaged, through the real symbol reader: never a crash, never a hang, clear words.
@Suite(
    .timeLimit(.minutes(15)), .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct DamagedProgramTests {
    private static func original() throws -> CompiledProgram {
        try CompiledProgram(
            """
            #include <stdint.h>
            #include <unistd.h>
            struct inner { int a[4]; char *name; };
            struct outer { struct inner in; union { float f; long l; } u; struct outer *next; } thing;
            volatile uint64_t counter;
            static void bump(struct outer *at) { counter = counter + 1; at->in.a[1]++; }
            int main(void) {
                alarm(30);
                for (int i = 0; i < 3; i++) bump(&thing);
                return 0;
            }
            """, compiler: .gcc, flags: ["-g", "-O0"])
    }

    private struct Image {
        var bytes: [UInt8]
        /// What the kernel maps ends here; behind it lie the symbols and the debugging information.
        var loadedEnd: Int

        init(_ path: String) throws {
            guard let file = fopen(path, "r") else { throw CompiledProgramError(description: path) }
            defer { fclose(file) }
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = fread(&buffer, 1, buffer.count, file)
                if count == 0 { break }
                bytes += buffer[..<count]
            }
            self.bytes = bytes
            loadedEnd = 0
            let (table, size, count) = (number(at: 32, 8), number(at: 54, 2), number(at: 56, 2))
            for header in (0..<count).map({ table + $0 * size }) where number(at: header, 4) == 1 {
                loadedEnd = max(loadedEnd, number(at: header + 8, 8) + number(at: header + 32, 8))
            }
        }

        func number(at position: Int, _ count: Int) -> Int {
            bytes[position..<position + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }

        func write(to path: String) throws {
            let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o755)
            guard file >= 0, Glibc.write(file, bytes, bytes.count) == bytes.count, close(file) == 0 else {
                throw CompiledProgramError(description: path)
            }
        }
    }

    private static let expressions = ["counter", "thing.in.a[1]", "thing.u.f", "bump", "main::i", "nowhere"]
    /// What a user can be told, of which none is a fault of ours (70, or a signal).
    private static let answers: Set<Int32> = [0, 65, 69, 126]

    /// What is not loaded is damaged: the program runs as ever.
    @Test(arguments: 0..<8) func symbols(series: Int) async throws {
        let program = try Self.original()
        let image = try Image(program.path)
        var random = SplitMix(seed: UInt64(series))
        for round in 0..<25 {
            var damaged = image
            let region = image.loadedEnd..<image.bytes.count
            switch round % 5 {
            case 0: damaged.bytes.removeSubrange(Int.random(in: region, using: &random)...)
            case 1:
                for _ in 0..<8 {
                    damaged.bytes[Int.random(in: region, using: &random)] = .random(in: 0...255, using: &random)
                }
            case 2:
                for _ in 0..<200 {
                    damaged.bytes[Int.random(in: region, using: &random)] ^=
                        UInt8(1) << UInt8.random(in: 0..<8, using: &random)
                }
            case 3:
                let start = Int.random(in: region, using: &random)
                for at in start..<min(start + 400, region.upperBound) { damaged.bytes[at] = 0xFF }
            default:
                // The section headers, which say where everything is.
                let table = image.number(at: 40, 8)
                for _ in 0..<6 {
                    damaged.bytes[Int.random(in: table..<region.upperBound, using: &random)] = .random(
                        in: 0...255, using: &random)
                }
                damaged.bytes[Int.random(in: 58..<64, using: &random)] ^= UInt8(round)
            }
            let path = program.folder + "/damaged"
            try damaged.write(to: path)
            let expression = Self.expressions[round % Self.expressions.count]
            let run = try await Run.bptui("--batch", "--stacks", "new", "--timeout", "20", "-w", expression, path)
            #expect(
                Self.answers.contains(run.status),
                "series \(series), round \(round), \(expression): \(run.status) \(run.error)")
            #expect(run.status == 0 || run.error.hasPrefix("bptui: "), "\(run.error)")
            #expect(!run.error.contains("Fatal error"))
        }
    }

    /// Anything is damaged, what is run as well: it may not start, or die, but bptui does neither.
    @Test(arguments: 0..<4) func everything(series: Int) async throws {
        let program = try Self.original()
        let image = try Image(program.path)
        var random = SplitMix(seed: 1000 + UInt64(series))
        for round in 0..<15 {
            var damaged = image
            switch round % 3 {
            case 0: damaged.bytes.removeSubrange(Int.random(in: 1..<image.bytes.count, using: &random)...)
            case 1:
                for _ in 0..<4 {
                    damaged.bytes[Int.random(in: 4..<800, using: &random)] = .random(in: 0...255, using: &random)
                }
            default:
                for _ in 0..<60 {
                    damaged.bytes[Int.random(in: 64..<image.loadedEnd, using: &random)] = .random(
                        in: 0...255, using: &random)
                }
            }
            let path = program.folder + "/damaged"
            try damaged.write(to: path)
            let run = try await Run.bptui("--batch", "--timeout", "5", "-w", "counter", path)
            // One that runs says so by the end of its log; one that does not has a reason on standard error.
            #expect(
                run.end != nil || (run.status >= 64 && run.status <= 127 && run.error.hasPrefix("bptui: ")),
                "series \(series), round \(round): \(run.status) \(run.error)")
            #expect(run.status != 70 && !run.error.contains("Fatal error"), "\(run.error)")
        }
    }
}

/// Random numbers that are the same in every run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
