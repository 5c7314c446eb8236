import CElfutils

/// Where a variable lives, as far as one address can say it.
enum VariablePlace: Equatable {
    /// An address in the file; the module's bias makes it one in memory.
    case fixed(UInt64)
    /// Each thread has its own.
    case threadLocal
    /// A constant that the compiler keeps nowhere, or nothing at all.
    case optimizedAway
    /// In a register or a stack frame.
    case automatic
}

extension DebugEntry {
    /// Reads `DW_AT_location`: `DW_OP_addr`, or `DW_OP_addrx` into the unit's address table (clang's DWARF 5), with a
    /// constant added perhaps.
    var variablePlace: VariablePlace {
        guard let location = attribute(DW_AT_location) else { return .optimizedAway }
        var attribute = location.attribute
        var operations: UnsafeMutablePointer<Dwarf_Op>?
        var count = 0
        guard dwarf_getlocation(&attribute, &operations, &count) == 0, let operations, count > 0 else {
            // A list of locations belongs to a variable that moves.
            return .automatic
        }
        let all = UnsafeMutableBufferPointer(start: operations, count: count)
        if all.contains(where: { Self.threadLocalOperations.contains(Int($0.atom)) }) { return .threadLocal }
        var address: UInt64
        switch Int(all[0].atom) {
        case DW_OP_addr: address = all[0].number
        case DW_OP_addrx, DW_OP_GNU_addr_index:
            var result = Dwarf_Attribute()
            var value: Dwarf_Addr = 0
            guard dwarf_getlocation_attr(&attribute, operations, &result) == 0, dwarf_formaddr(&result, &value) == 0
            else { return .optimizedAway }
            address = value
        case DW_OP_implicit_value, DW_OP_lit0...DW_OP_lit31, DW_OP_const1u...DW_OP_consts: return .optimizedAway
        default: return .automatic
        }
        for operation in all.dropFirst() {
            switch Int(operation.atom) {
            case DW_OP_plus_uconst: address &+= operation.number
            case DW_OP_stack_value: return .optimizedAway
            default: return .automatic
            }
        }
        return .fixed(address)
    }

    private static let threadLocalOperations: Set<Int> = [DW_OP_form_tls_address, DW_OP_GNU_push_tls_address]

    /// Bytes from the start of the containing struct: `DW_AT_data_member_location`, a constant or an addition.
    var memberOffset: Int? {
        guard let attribute = attribute(DW_AT_data_member_location) else { return 0 }
        if let value = attribute.unsigned { return Int(exactly: value) }
        var raw = attribute.attribute
        var operations: UnsafeMutablePointer<Dwarf_Op>?
        var count = 0
        guard dwarf_getlocation(&raw, &operations, &count) == 0, let operations, count == 1,
            Int(operations[0].atom) == DW_OP_plus_uconst
        else { return nil }
        return Int(exactly: operations[0].number)
    }
}
