import CursesTerminal
import Screen

/// Where frames go, and where keys and signals come from.
protocol ScreenTerminal: AnyObject {
    var capabilities: TerminalCapabilities { get }
    /// Columns and rows.
    var size: (width: Int, height: Int) { get }
    /// Readable when keys wait; -1 where there are none.
    var inputDescriptor: Int32 { get }
    /// Readable when a signal waits.
    var signalDescriptor: Int32 { get }
    /// It has shown what it was sent: a frame before that would only queue.
    var isReady: Bool { get }
    func readEvents() -> [TerminalEvent]
    /// - Returns: a frame that is done with.
    @discardableResult func draw(_ frame: Frame) -> Frame?
    /// The next frame paints every cell.
    func invalidate()
    func suspend()
    /// Bytes that no frame can hold.
    func send(_ bytes: [UInt8])
    func close()
}

extension CursesTerminal: ScreenTerminal {}
