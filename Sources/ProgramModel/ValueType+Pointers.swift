extension ValueType {
    /// Whether a value of it may hold addresses that have a name.
    package var holdsPointers: Bool {
        switch self {
        case .pointer: true
        case .array(let element, _): element.holdsPointers
        case .structure(_, _, let members): members.contains { $0.type.holdsPointers }
        case .integer, .boolean, .character, .floatingPoint, .enumeration, .bitField, .function, .opaque: false
        }
    }
}
