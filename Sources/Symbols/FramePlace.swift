import ProgramModel

/// One of the functions that share a frame of the machine.
struct FramePlace {
    var place: CodePlace
    var isInlined: Bool
}
