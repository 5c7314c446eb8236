import CElfutils
import Glibc

/// An entry of the debugging information (a DIE of DWARF): a value that points into its module's data, and so is used
/// on the symbol worker's thread only and not longer than that module lives.
struct DebugEntry {
    private(set) var die: Dwarf_Die

    init(_ die: Dwarf_Die) { self.die = die }

    /// One of the `DW_TAG_` constants, 0 for an entry that cannot be read.
    var tag: Int {
        var die = die
        return Int(max(dwarf_tag(&die), 0))
    }

    /// Where the entry lies in its section: with `unit`, its identity.
    var offset: UInt64 {
        var die = die
        return dwarf_dieoffset(&die)
    }

    /// The name of the entry or of the one that it completes.
    var nameBytes: UnsafePointer<CChar>? {
        var die = die
        if let name = dwarf_diename(&die) { return name }
        return attribute(DW_AT_name)?.string
    }

    var name: String? { nameBytes.map { String(cString: $0) } }

    /// An attribute of this entry, or of the one that it specifies or is an instance of.
    func attribute(_ name: Int) -> DebugAttribute? {
        var die = die
        var attribute = Dwarf_Attribute()
        guard dwarf_attr_integrate(&die, UInt32(name), &attribute) != nil else { return nil }
        return DebugAttribute(attribute)
    }

    /// Whether the entry itself has the attribute.
    func has(_ name: Int) -> Bool {
        var die = die
        return dwarf_hasattr(&die, UInt32(name)) != 0
    }

    func flag(_ name: Int) -> Bool { attribute(name)?.flag ?? false }
    func number(_ name: Int) -> UInt64? { attribute(name)?.unsigned }

    /// The entry that an attribute refers to.
    func reference(_ name: Int) -> DebugEntry? { attribute(name)?.entry }

    /// What the entry's `DW_AT_type` names; nil stands for `void`.
    var type: DebugEntry? { reference(DW_AT_type) }

    /// Visits the children in order until `visit` answers false.
    func forEachChild(_ visit: (DebugEntry) -> Bool) {
        var parent = die
        var child = Dwarf_Die()
        guard dwarf_child(&parent, &child) == 0 else { return }
        while true {
            // Finds the abbreviation, once for all that is asked of the entry later.
            _ = dwarf_tag(&child)
            guard visit(DebugEntry(child)) else { return }
            var next = Dwarf_Die()
            guard dwarf_siblingof(&child, &next) == 0 else { return }
            child = next
        }
    }

    var children: [DebugEntry] {
        var all: [DebugEntry] = []
        forEachChild {
            all.append($0)
            return true
        }
        return all
    }

    var hasChildren: Bool {
        var die = die
        return dwarf_haschildren(&die) > 0
    }

    /// The unit that it stands in.
    var unit: DebugEntry? {
        var die = die
        var unit = Dwarf_Die()
        return dwarf_diecu(&die, &unit, nil, nil) != nil ? DebugEntry(unit) : nil
    }

    /// The entries that contain it, innermost first, its unit last: found by a walk through the unit.
    var enclosingEntries: [DebugEntry] {
        var die = die
        var scopes: UnsafeMutablePointer<Dwarf_Die>?
        let count = dwarf_getscopes_die(&die, &scopes)
        guard count > 1, let scopes else { return [] }
        defer { free(scopes) }
        return (1..<Int(count)).map { DebugEntry(scopes[$0]) }
    }

    /// The first address of the code, as the file has it.
    var lowAddress: UInt64? {
        var die = die
        var address: Dwarf_Addr = 0
        if dwarf_entrypc(&die, &address) == 0 { return address }
        return dwarf_lowpc(&die, &address) == 0 ? address : nil
    }

    /// The address ranges of the code, as the file has them.
    var ranges: [Range<UInt64>] {
        var die = die
        var base: Dwarf_Addr = 0
        var start: Dwarf_Addr = 0
        var end: Dwarf_Addr = 0
        var result: [Range<UInt64>] = []
        var position = dwarf_ranges(&die, 0, &base, &start, &end)
        while position > 0 {
            if start < end { result.append(start..<end) }
            position = dwarf_ranges(&die, position, &base, &start, &end)
        }
        return result
    }

    /// Whether the entry describes the same thing as another.
    func isSame(as other: DebugEntry) -> Bool { die.addr == other.die.addr }
}

/// The value of an attribute, with the same limits of use as its entry.
struct DebugAttribute {
    private(set) var attribute: Dwarf_Attribute

    init(_ attribute: Dwarf_Attribute) { self.attribute = attribute }

    var string: UnsafePointer<CChar>? {
        var attribute = attribute
        return dwarf_formstring(&attribute)
    }

    var flag: Bool {
        var attribute = attribute
        var value = false
        return dwarf_formflag(&attribute, &value) == 0 && value
    }

    var unsigned: UInt64? {
        var attribute = attribute
        var value: Dwarf_Word = 0
        return dwarf_formudata(&attribute, &value) == 0 ? value : nil
    }

    var signed: Int64? {
        var attribute = attribute
        var value: Dwarf_Sword = 0
        return dwarf_formsdata(&attribute, &value) == 0 ? value : nil
    }

    var form: Int {
        var attribute = attribute
        return Int(dwarf_whatform(&attribute))
    }

    var entry: DebugEntry? {
        var attribute = attribute
        var die = Dwarf_Die()
        return dwarf_formref_die(&attribute, &die) != nil ? DebugEntry(die) : nil
    }
}
