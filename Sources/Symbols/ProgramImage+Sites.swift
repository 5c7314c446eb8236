import HitRules
import ProgramModel

/// Which instruction accessed a slot.
extension ProgramImage {
    func finding(of query: SiteQuery) -> SiteFinding {
        SiteFinding(place: place(of: PlaceQuery(pc: query.pc, isExact: query.isExact)))
    }
}
