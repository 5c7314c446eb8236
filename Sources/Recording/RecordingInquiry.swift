package import Session
import Tracing

/// What to ask a live session for the sake of its recording: who reads it later has no process to ask.
package struct RecordingInquiry {
    private var describedSites: Set<SiteID> = []
    private var namedThreads: Set<Int32> = []
    private var lastThread: Int32 = 0

    /// Sites and threads beyond so many are recorded without their code and their name.
    private static let most = 1 << 14

    package init() {}

    package mutating func commands(for event: SessionEvent) -> [SessionCommand] {
        switch event {
        case .sites(let sites):
            return sites.compactMap { site in
                guard site.finding != nil, describedSites.count < Self.most,
                    describedSites.insert(site.id).inserted
                else { return nil }
                return .describeSite(site.id)
            }
        case .hits(let hits):
            var new: [Int32] = []
            for hit in hits where hit.tid != lastThread {
                lastThread = hit.tid
                if namedThreads.count < Self.most, namedThreads.insert(hit.tid).inserted { new.append(hit.tid) }
            }
            return new.isEmpty ? [] : [.nameThreads(new)]
        default: return []
        }
    }
}
