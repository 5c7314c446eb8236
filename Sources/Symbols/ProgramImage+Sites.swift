import HitRules
import ProgramModel

/// Which instruction accessed a slot, and where it lies.
extension ProgramImage {
    func finding(of query: SiteQuery) -> SiteFinding {
        if module(at: query.pc) == nil { refresh() }
        let answer = AccessFinder(
            query: query, mode: mode(at: query.pc), ending: { self.instruction(endingAt: $0) },
            starting: { self.instruction(at: $0) },
            onlyReturn: { self.onlyReturn(ofFunctionAt: $0) }
        ).find()
        guard let instruction = answer.instruction else {
            // The pc's own place is right only where nothing jumped to it: so much as the module is sure.
            return SiteFinding(
                access: answer.access, place: CodePlace(module: module(at: query.pc)?.name), problem: answer.problem)
        }
        return SiteFinding(
            instruction: instruction.instruction, access: answer.access,
            place: place(of: PlaceQuery(pc: instruction.address, isExact: true)), store: instruction.store)
    }
}
