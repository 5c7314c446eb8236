import HitRules
import ProgramModel

/// Variables that live in frames.
extension ProgramImage {
    /// The local or parameter of that name: `local` in the innermost frame, its inlined functions and inner blocks
    /// included, or `function::local` in the innermost frame of that function; nil when there is none of that name.
    ///
    /// - Throws: when there is one that is nowhere now (optimized out, or kept in pieces).
    func local(
        _ name: SymbolName, in context: EvaluationContext, column: Int
    ) throws(ExpressionError) -> ResolvedLocal? { nil }
}
