import ViewModel

/// What is shown when nothing else fits.
struct TooSmallNotice {
    let width: Int
    let height: Int

    func draw(on canvas: inout Canvas) {
        let lines = [
            ("too small", Style(.warning, .bold)),
            (
                "bptui needs \(ScreenLayout.minimumWidth)×\(ScreenLayout.minimumHeight), this is \(width)×\(height)",
                Style.dim
            ),
        ]
        let top = max(0, (height - lines.count) / 2)
        for (index, line) in lines.enumerated() {
            let column = max(0, (width - DisplayWidth.of(line.0)) / 2)
            canvas.put(line.0, top + index, column, line.1, width: width - column)
        }
    }
}
