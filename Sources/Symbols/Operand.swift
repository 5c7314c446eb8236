import HitRules
import ProgramModel

/// What a part of an expression stands for.
enum Operand {
    case place(Place)
    case value(TypedValue)
}

/// A piece of memory with what is known of it: C's lvalue.
struct Place {
    var address: Computation
    /// nil when only the address is known.
    var type: OperandType?
    /// Bytes, as a symbol has it.
    var size: UInt64?
    var isFunction = false
    /// The frame of a local.
    var frame: FrameScope?

    init(
        address: Computation, type: OperandType? = nil, size: UInt64? = nil, isFunction: Bool = false,
        frame: FrameScope? = nil
    ) {
        self.address = address
        self.type = type
        self.size = size
        self.isFunction = isFunction
        self.frame = frame
    }
}

/// A number or pointer, or up to eight bytes of an aggregate: C's rvalue.
struct TypedValue {
    /// As `ScalarType` keeps a value of the type; an aggregate's bytes as they lie in memory.
    var bits: Computation
    var type: OperandType
    /// The register that holds it, when the value is just that.
    var register: MachineRegister?
    /// 0 or 1, as comparisons give it.
    var isTruth = false

    init(_ bits: Computation, _ type: OperandType, register: MachineRegister? = nil) {
        self.bits = bits
        self.type = type
        self.register = register
    }

    static func truth(_ bits: Computation) -> TypedValue {
        var value = TypedValue(bits, .int)
        value.isTruth = true
        return value
    }

    init(_ bits: Computation, _ scalar: ScalarType) { self.init(bits, .scalar(scalar)) }
}

/// When an expression is evaluated.
enum EvaluationMoment {
    /// At once, with the memory and registers as they are: nothing is left to compute.
    case now
    /// At each hit of a watch, by its tracer: memory and registers are read then.
    case hit(ConditionSubject)
    /// Never: only its type is wanted.
    case never
}
