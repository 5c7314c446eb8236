import FoundationEssentials
import Recording
import Session

/// A recording's file: whatever stands in it, reading ends, and tells no more than there is room for. Input that begins with
/// `b` is the file itself; of any other, blocks with right checksums are made, so that what lies behind them is reached.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRecording(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    let file = input.first == UInt8(ascii: "b") ? input : whole(input)
    guard let reader = try? RecordingReader(MemoryBytes(file)) else { return 0 }
    var cursor = reader.start
    var hits = 0
    var items = 0
    while let item = cursor.next(mostHits: 3) {
        items += 1
        if case .hits(let some) = item { hits += some.count }
        precondition(items <= file.count, "\(items) items of \(file.count) bytes")
    }
    precondition(hits <= file.count / 64, "\(hits) hits of \(file.count) bytes")
    var events = reader.events
    while events.next() != nil {}
    return 0
}

/// A header, what was recorded, and blocks: of each the kind, the position, the time and the length stand in a byte of the
/// input, before the payload.
private func whole(_ input: [UInt8]) -> [UInt8] {
    var file = Array("bptuirec".utf8) + [1, 0, 0, 0, 8, 0, 0, 0]
    let about = RecordingAbout(program: "/a", arguments: ["a"], writer: "fuzz", date: 0, stacks: "none")
    append(kind: 1, position: 0, time: 0, Array((try? JSONEncoder().encode(about)) ?? Data()), to: &file)
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
