/// What libFuzzer hands over, as text; bytes that are no UTF-8 become U+FFFD, as they do where bptui reads them.
enum FuzzInput {
    static func text(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
}
