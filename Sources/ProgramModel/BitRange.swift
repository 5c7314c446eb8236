/// The bits of a bit-field within the bytes that have a part of it.
struct BitRange: Hashable {
    /// The first byte with a bit of the field, from the start of its storage.
    var byteOffset: Int
    /// 1…16
    var byteCount: Int
    /// Bits of the first byte below the field: 0…7.
    var shift: Int
    /// 1…128
    var bitCount: Int

    /// nil when a broken description puts bits outside of the storage.
    init?(byteCount: Int, bitOffset: Int, bitCount: Int) {
        guard (0...ValueType.maximumByteCount).contains(byteCount), bitOffset >= 0, (1...128).contains(bitCount),
            bitOffset <= byteCount * 8 - bitCount
        else { return nil }
        byteOffset = bitOffset / 8
        shift = bitOffset % 8
        self.bitCount = bitCount
        self.byteCount = (shift + bitCount + 7) / 8
        guard self.byteCount <= 16 else { return nil }
    }
}
