#ifndef C_HARDWARE_PROOF_H
#define C_HARDWARE_PROOF_H

/// What a slot was asked to see.
enum chp_access { CHP_WRITE = 0, CHP_READ = 1, CHP_CALL = 2 };

/// What one access on one slot showed.
enum chp_verdict {
    CHP_UNTRIED = 0,
    /// The trap came, and DR6 named this slot and no other.
    CHP_PROVEN = 1,
    /// The kernel accepted the slot and nothing happened: the machine's registers do not fire.
    CHP_SILENT = 2,
    /// A trap came that did not name this slot alone.
    CHP_WRONG_STATUS = 3,
    /// The kernel refused to arm it.
    CHP_REFUSED = 4,
};

struct chp_result {
    /// By access, then by slot.
    int verdict[3][4];
    /// DR6 as read at each trap.
    unsigned long status[3][4];
    /// The step that failed, a static string, and its errno; NULL when every step was taken.
    const char *failed_step;
    int failed_errno;
};

/// Arms all four slots at once in a child made for it, three times: for writes, for reads and for calls, and lets the child
/// write, read and call once on each. (Armed one at a time, all would land in the first physical register.) The child is
/// gone afterwards. Takes about a millisecond; gives up after two seconds.
void chp_prove(struct chp_result *result);

#endif
