import Testing
import ViewModel

/// Sends an event and demands that the state changed as `change` says and in nothing else but its histories, with exactly
/// these effects.
@discardableResult
func expect(
    _ before: AppState, _ event: AppEvent, effects: [AppEffect] = [], sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (inout AppState) -> Void = { _ in }
) -> AppState {
    var expected = before
    change(&expected)
    var state = before
    let found = state.update(event)
    // What is remembered of the past has tests of its own.
    expected.edits = state.edits
    expected.pointer = state.pointer
    expected.messages = state.messages
    expected.commandHistory = state.commandHistory
    #expect(found == effects, sourceLocation: sourceLocation)
    #expect(
        state == expected, Comment(rawValue: difference(expected, state)), sourceLocation: sourceLocation)
    return state
}

@discardableResult
func expect(
    _ before: AppState, _ key: KeyPress, effects: [AppEffect] = [], sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (inout AppState) -> Void = { _ in }
) -> AppState {
    expect(before, .key(key), effects: effects, sourceLocation: sourceLocation, change)
}

/// The properties that differ.
private func difference(_ expected: AppState, _ found: AppState) -> String {
    zip(Mirror(reflecting: expected).children, Mirror(reflecting: found).children).compactMap { old, new in
        let (before, after) = (String(describing: old.value), String(describing: new.value))
        return before == after ? nil : "\(old.label ?? "?"): expected \(before.prefix(300)), found \(after.prefix(300))"
    }.joined(separator: "\n")
}
