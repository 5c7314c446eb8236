/// `bptui demo --tour`: from the launch to the culprit in three keys.
enum DemoTour {
    static let script = """
        timeout 60
        wait-stop
        pause 0.8
        # The prompt offers ledger.balance.
        key a
        wait ledger.balance
        pause 0.8
        # Armed in DR0.
        key Enter
        wait write 8
        pause 0.8
        # The program goes on; in round 5 a memo that is too long reaches the balance.
        key c
        wait ledger.c:61
        """
}
