import Session

/// How a person divides the screen.
extension AppState {
    var zoomAvailability: Availability {
        if focus == .control || focus == .status {
            return .refused(
                "\(focus == .control ? "DR7" : "DR6") is shown whole already: Tab goes to a pane that can grow")
        }
        return layout == nil ? .refused("the screen is too small to show a pane") : .ready
    }

    mutating func zoom() {
        arrangement.isZoomed.toggle()
        // What is seen keeps the cursor in sight in a window of another height.
        if !isFollowing { selectHit(selectedHit) }
    }

    mutating func resetLayout() {
        arrangement = PaneArrangement()
        show(.information, "the panes are as they were at first")
    }
}
