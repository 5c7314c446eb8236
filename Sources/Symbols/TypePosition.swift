import CElfutils

/// A type of the debugging information, or the rest of an array's dimensions: `int [4]` of `int [3][4]`.
struct TypePosition {
    var entry: DebugEntry
    /// How many dimensions of the array have been indexed already.
    var dimensionsTaken = 0

    init(_ entry: DebugEntry, dimensionsTaken: Int = 0) {
        self.entry = entry
        self.dimensionsTaken = dimensionsTaken
    }

    /// Without typedefs and qualifiers.
    var peeled: DebugEntry { TypeReader.peel(entry).entry }

    /// What a pointer, or a C++ reference, points to.
    enum Shape {
        case structure(DebugEntry)
        /// nil is `void`.
        case pointer(DebugEntry?)
        case reference(DebugEntry)
        /// `count` is nil where the type does not say.
        case array(element: TypePosition, count: Int?)
        case other
    }

    var shape: Shape {
        let peeled = peeled
        switch peeled.tag {
        case DW_TAG_structure_type, DW_TAG_class_type, DW_TAG_union_type: return .structure(peeled)
        case DW_TAG_pointer_type: return .pointer(peeled.type)
        case DW_TAG_reference_type, DW_TAG_rvalue_reference_type:
            return peeled.type.map { .reference($0) } ?? .other
        case DW_TAG_array_type:
            let dimensions = TypeReader.dimensions(of: peeled)
            guard dimensionsTaken < dimensions.count, let element = peeled.type else { return .other }
            let isLast = dimensionsTaken == dimensions.count - 1
            return .array(
                element: isLast ? TypePosition(element) : TypePosition(entry, dimensionsTaken: dimensionsTaken + 1),
                count: dimensions[dimensionsTaken])
        default: return .other
        }
    }
}
