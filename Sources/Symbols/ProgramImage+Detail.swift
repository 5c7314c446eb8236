import HitRules
import ProgramModel

/// The code around a site.
extension ProgramImage {
    private static let instructionsAround = 8
    private static let linesAround = 6

    func detail(of query: SiteQuery, stack: [UInt8]) -> SiteDetail {
        let found = finding(of: query)
        let accessing = found.instruction?.address
        var detail = SiteDetail()
        if let registers = query.registers, !stack.isEmpty {
            detail.stack = callStack(
                StackEvidence(registers: registers, stack: stack, isExact: query.isExact), innermost: accessing)
        }
        detail.disassembly = disassembly(
            around: accessing ?? query.pc, before: Self.instructionsAround, after: Self.instructionsAround)
        for index in detail.disassembly.indices {
            detail.disassembly[index].isAccess = detail.disassembly[index].instruction.address == accessing
        }
        detail.source = accessing.flatMap { sourceExcerpt(of: $0) }
        return detail
    }

    /// The lines around an instruction's; nil when the file is not there.
    private func sourceExcerpt(of address: UInt64) -> SourceExcerpt? {
        guard let source = sourceLine(of: address) else { return nil }
        let folder = module(at: address)?.unit(at: address)?.compilationFolder
        for path in SourcePath.candidates(source.path, compiledIn: folder) {
            guard let lines = sourceFiles.lines(of: path, around: source.line, count: Self.linesAround) else {
                continue
            }
            return SourceExcerpt(
                path: DisplayText.sanitized(path), firstLine: lines.first, lines: lines.text, line: source.line)
        }
        return nil
    }
}
