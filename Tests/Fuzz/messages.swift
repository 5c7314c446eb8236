import FoundationEssentials
import Glibc
import TracerProcess

/// What comes over the tracer's socket: messages that survive being sent again, or the end of the channel. Input that
/// starts with `R` is bytes of a socket, lengths included; any other is one message of either side.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMessages(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    if input.first == UInt8(ascii: "R") {
        receive(Array(input.dropFirst()))
    } else {
        check(FrontMessage.self, input)
        check(TracerMessage.self, input)
    }
    return 0
}

private func check<Message: Codable & Equatable>(_ type: Message.Type, _ bytes: [UInt8]) {
    guard let message = try? JSONDecoder().decode(type, from: Data(bytes)) else { return }
    guard let sent = try? JSONEncoder().encode(message) else { return }
    let again = try? JSONDecoder().decode(type, from: sent)
    precondition(again == message)
}

private func receive(_ bytes: [UInt8]) {
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else { return }
    let channel = MessageChannel<TracerMessage, FrontMessage>(descriptor: ends[0])
    let sent = send(ends[1], bytes, bytes.count, Int32(MSG_NOSIGNAL))
    close(ends[1])
    precondition(sent == bytes.count)
    let messages = channel.receive()
    precondition(channel.isEnded && messages.count <= bytes.count / 4)
}
