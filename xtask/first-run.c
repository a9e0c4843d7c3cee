/* For x86-64: tells which functions of a program are run, in the order in which they first are: loaded before libc by cargo xtask order.
   Each gets a breakpoint as its first byte, which is put right when somebody comes there.
   PROGRAM: its file name; FUNCTIONS: a file of their addresses in it, ascending, 8 bytes each; FIRST: where to tell, likewise. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <ucontext.h>
#include <unistd.h>

#define BREAKPOINT 0xcc

static unsigned char *base;
static uint64_t *functions;
static unsigned char *before;
static size_t count;
static int told;

static int place(struct dl_phdr_info *info, size_t size, void *data) {
    (void)size;
    (void)data;
    base = (unsigned char *)info->dlpi_addr;
    return 1; /* The program is the first of all that is loaded. */
}

static size_t find(uint64_t address) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (functions[middle] < address) low = middle + 1;
        else high = middle;
    }
    return low;
}

static void arrive(int signal_, siginfo_t *info, void *context) {
    (void)info;
    greg_t *at = &((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
    unsigned char *function = (unsigned char *)*at - 1;
    uint64_t address = (uint64_t)(function - base);
    size_t n = find(address);
    if (n == count || functions[n] != address) {
        signal(signal_, SIG_DFL);
        return;
    }
    *at = (greg_t)function;
    if (__atomic_exchange_n(function, before[n], __ATOMIC_SEQ_CST) == BREAKPOINT)
        if (write(told, &address, sizeof address) != sizeof address) _exit(1);
}

static int is_it(const char *program) {
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return !strcmp(path, program);
}

__attribute__((constructor)) static void set(void) {
    const char *program = getenv("PROGRAM"), *list = getenv("FUNCTIONS"), *first = getenv("FIRST");
    if (!program || !list || !first || !is_it(program)) return;
    int file = open(list, O_RDONLY);
    struct stat about;
    if (file < 0 || fstat(file, &about) || !about.st_size) _exit(1);
    count = (size_t)about.st_size / sizeof *functions;
    functions = mmap(0, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    before = malloc(count);
    told = open(first, O_CREAT | O_WRONLY | O_APPEND, 0600);
    if (functions == MAP_FAILED || !before || told < 0) _exit(1);
    dl_iterate_phdr(place, 0);
    struct sigaction action = {0};
    action.sa_sigaction = arrive;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigaction(SIGTRAP, &action, 0);
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t from = (uintptr_t)(base + functions[0]) & ~(page - 1), to = (uintptr_t)(base + functions[count - 1]) + 1;
    if (mprotect((void *)from, to - from, PROT_READ | PROT_WRITE | PROT_EXEC)) _exit(1);
    for (size_t n = 0; n < count; n++) before[n] = base[functions[n]];
    for (size_t n = 0; n < count; n++) base[functions[n]] = BREAKPOINT;
}
