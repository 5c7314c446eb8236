// ledger: three accounts, kept by honest functions and one careless one.
//
//     ledger [--rounds N] [--fast]
//
// Money moves in three rightful ways: `deposit`, `withdraw` and `interest`. A second set of books, which only they keep,
// says what `ledger.balance` must be, and sometimes it is something else. Who did that? Nobody who writes to the balance
// by name. Watch `ledger.balance`, let the program go on, and read the writers.
//
// --rounds N  ends after N rounds (default: about ten minutes)
// --fast      no pause between the rounds

#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

// What the text of a memo may take, its final zero included.
#define MEMO_SIZE 16

struct ledger {
    char memo[MEMO_SIZE];
    // Behind the memo: the memo's 17th byte is the lowest byte of the balance.
    long balance;
    long rounds;
};

struct ledger ledger = {"opened", 1000, 0};

// The second set of books.
static long books = 1000;

// --- The rightful writers -------------------------------------------------------------------------------------------

static void deposit(long amount) {
    ledger.balance += amount;
    books += amount;
}

static void withdraw(long amount) {
    ledger.balance -= amount;
    books -= amount;
}

// One percent of what there is.
static void interest(void) {
    long earned = books / 100;
    ledger.balance += earned;
    books += earned;
}

// --- The culprit ----------------------------------------------------------------------------------------------------

// Copies a memo and its final zero. It never asks how long the memo may be: one of 16 letters puts its zero, the 17th
// byte, into whatever lies behind.
static void note(const char *text) {
    char *to = ledger.memo;
    do {
        *to++ = *text;
    } while (*text++ != '\0');
}

// --- A day at the counter -------------------------------------------------------------------------------------------

static void round_of_business(long round) {
    switch (round % 5) {
    case 1:
        deposit(250);
        note("salary");
        break;
    case 2:
        withdraw(75);
        note("rent");
        break;
    case 3:
        interest();
        note("interest");
        break;
    case 4:
        withdraw(30);
        note("groceries, wine");
        break;
    default:
        // No money moves in this round, and yet.
        note("birthday present");
        break;
    }
    ledger.rounds = round;
}

static void report(long round) {
    printf("round %4ld: %-16s  balance is %ld", round, ledger.memo, ledger.balance);
    if (ledger.balance != books) {
        printf(", the books say %ld \xe2\x80\x94 who did that?", books);
        // The auditor believes the account, so that one loss is not told again and again.
        books = ledger.balance;
    }
    printf("\n");
}

int main(int argc, char **argv) {
    long rounds = 2400;
    int fast = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--fast") == 0) {
            fast = 1;
        } else if (strcmp(argv[i], "--rounds") == 0 && i + 1 < argc) {
            rounds = atol(argv[++i]);
        } else {
            fprintf(stderr, "usage: %s [--rounds N] [--fast]\n", argv[0]);
            return 64;
        }
    }
    // Nobody is left to watch when the one who started us is gone.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setvbuf(stdout, NULL, _IOLBF, 0);

    for (long round = 1; round <= rounds; round++) {
        round_of_business(round);
        report(round);
        if (!fast) usleep(250 * 1000);
    }
    return 0;
}
