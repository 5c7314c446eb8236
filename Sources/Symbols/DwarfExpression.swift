import CElfutils

/// An expression of DWARF (version 5, section 2.5): how a frame's address, a saved register or a variable is found.
struct DwarfExpression {
    struct Operation {
        /// One of the `DW_OP_` constants.
        var code: Int
        var first: UInt64
        var second: UInt64
        /// Where it stands among the expression's bytes: branches say so.
        var offset: Int
    }

    /// What an expression says of a variable.
    enum Place: Equatable {
        case memory(UInt64)
        /// DWARF's number of the register.
        case register(Int)
        /// It is nowhere; this is its value.
        case value(UInt64)
        /// Parts of it lie in different places.
        case pieces
    }

    enum Failure: Error, Equatable {
        case unknownRegister(Int)
        case unreadable(UInt64)
        /// What only the function's caller knew, or nobody.
        case optimizedOut
        /// The expression makes no sense, or uses what no compiler for x86-64 emits.
        case broken
    }

    /// What an expression can refer to.
    struct Surroundings {
        var registers: FrameRegisters
        /// Also called CFA: RSP before the call that made the frame.
        var frameAddress: UInt64?
        var frameBase: UInt64?
        var memory: StackMemory
    }

    let operations: [Operation]

    /// - Parameter mode: whose registers and addresses it speaks of.
    init(_ operations: UnsafePointer<Dwarf_Op>?, count: Int, mode: MachineMode) {
        self.operations = UnsafeBufferPointer(start: operations, count: operations == nil ? 0 : count).map {
            Operation(code: Int($0.atom), first: $0.number, second: $0.number2, offset: Int(clamping: $0.offset))
                .translated(from: mode)
        }
    }

    init(_ operations: [Operation]) { self.operations = operations }

    func evaluate(in surroundings: Surroundings) throws(Failure) -> Place {
        var machine = DwarfMachine(surroundings: surroundings)
        return try machine.run(operations)
    }

    /// The value of an expression that gives one, or the address of one that names memory.
    func number(in surroundings: Surroundings) throws(Failure) -> UInt64 {
        switch try evaluate(in: surroundings) {
        case .memory(let address): return address
        case .value(let value): return value
        case .register, .pieces: throw .broken
        }
    }
}
