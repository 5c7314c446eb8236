import ProgramModel

/// The code around a site.
extension ProgramImage {
    func detail(of query: SiteQuery, stack: [UInt8]) -> SiteDetail { SiteDetail() }
}
