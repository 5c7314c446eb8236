import HitRules
import ProgramModel

/// Conditions, assignments and readings.
extension ExpressionEvaluator {
    func condition(_ text: String, on subject: ConditionSubject) throws(ExpressionError) -> Condition {
        throw ExpressionError("this version has no conditions", column: 0)
    }

    func assignment(_ text: String) throws(ExpressionError) -> Assignment {
        throw ExpressionError("this version sets nothing", column: 0)
    }

    func value(_ text: String) throws(ExpressionError) -> ReadValue {
        throw ExpressionError("this version prints nothing", column: 0)
    }
}
