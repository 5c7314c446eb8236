import FoundationEssentials
import Recording
import Session

/// A recording's file: whatever stands in it, reading ends, and tells no more than there is room for, and an event that it
/// tells can be told again. Input that begins with `b` is the file itself, with `e` the JSON of events, one a line; of any
/// other, blocks with right checksums are made, so that what lies behind them is reached.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRecording(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    let file =
        switch input.first {
        case UInt8(ascii: "b"): input
        case UInt8(ascii: "e"): telling(input.dropFirst())
        default: whole(input)
        }
    guard let reader = try? RecordingReader(MemoryBytes(file)) else { return 0 }
    var cursor = reader.start
    var hits = 0
    var items = 0
    while let item = cursor.next(mostHits: 3) {
        items += 1
        switch item {
        case .hits(let some): hits += some.count
        case .event(let event): check(event)
        case .output: break
        }
        precondition(items <= file.count, "\(items) items of \(file.count) bytes")
    }
    precondition(hits <= file.count / 64, "\(hits) hits of \(file.count) bytes")
    var events = reader.events
    while events.next() != nil {}
    return 0
}

private func check(_ event: SessionEvent) {
    guard let told = try? JSONEncoder().encode(event) else { return }
    precondition((try? JSONDecoder().decode(SessionEvent.self, from: told)) == event)
}

/// A recording of these events.
private func telling(_ lines: ArraySlice<UInt8>) -> [UInt8] {
    var entries: [UInt8] = []
    for line in lines.split(separator: UInt8(ascii: "\n")) {
        withUnsafeBytes(of: UInt64(line.count).littleEndian) { entries.append(contentsOf: $0) }
        entries += [UInt8](repeating: 0, count: 16) + line
    }
    var file = beginning()
    append(kind: 3, position: 0, time: 0, entries, to: &file)
    return file
}

private func beginning() -> [UInt8] {
    var file = Array("bptuirec".utf8) + [1, 0, 0, 0, 8, 0, 0, 0]
    append(kind: 1, position: 0, time: 0, about, to: &file)
    return file
}

private let about = Array(
    (try? JSONEncoder().encode(
        RecordingAbout(program: "/a", arguments: ["a"], writer: "fuzz", date: 0, stacks: "none"))) ?? Data())

/// A header, what was recorded, and blocks: of each the kind, the position, the time and the length stand in a byte of the
/// input, before the payload.
private func whole(_ input: [UInt8]) -> [UInt8] {
    var file = beginning()
    var rest = input[...]
    while rest.count >= 4 {
        let head = Array(rest.prefix(4))
        let payload = rest.dropFirst(4).prefix(Int(head[3]))
        append(kind: UInt32(head[0] % 8), position: UInt64(head[1]), time: UInt64(head[2]), Array(payload), to: &file)
        rest = rest.dropFirst(4 + payload.count)
    }
    return file
}

private func append(kind: UInt32, position: UInt64, time: UInt64, _ payload: [UInt8], to file: inout [UInt8]) {
    let fields = [UInt64(kind) << 32 | UInt64(payload.count), position, time].map(\.littleEndian)
    let head = fields.withUnsafeBytes { CRC32C.of($0) }
    let sum = kind == 5 ? head : payload.withUnsafeBytes { CRC32C.of($0, after: head) }
    for value in [0x4B4C_4252, kind, UInt32(payload.count), sum] {
        withUnsafeBytes(of: value.littleEndian) { file.append(contentsOf: $0) }
    }
    for value in [position, time] { withUnsafeBytes(of: value.littleEndian) { file.append(contentsOf: $0) } }
    file += payload
}
