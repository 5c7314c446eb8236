import CursesTerminal
import Glibc
import Screen

/// A screen that nobody sees, for scripts where there is no terminal: it has a size, no keys, and the last frame.
final class VirtualTerminal: ScreenTerminal {
    let capabilities: TerminalCapabilities
    private(set) var size: (width: Int, height: Int)
    private let signals = SignalDescriptor([SIGINT, SIGTERM, SIGHUP, SIGQUIT])

    init(_ size: ScreenSize, depth: ColorDepth) {
        self.size = (size.width, size.height)
        capabilities = TerminalCapabilities(colorDepth: depth, unicode: LocaleCharset.isUnicode)
    }

    var inputDescriptor: Int32 { -1 }
    var isReady: Bool { true }
    var signalDescriptor: Int32 { signals.descriptor }

    func readEvents() -> [TerminalEvent] { signals.take().map { [.terminate(signal: $0)] } ?? [] }

    func resize(_ size: ScreenSize) { self.size = (size.width, size.height) }

    func draw(_ frame: Frame) -> Frame? { frame }
    func invalidate() {}
    func suspend() {}
    func send(_: [UInt8]) {}
    func close() {}
}
