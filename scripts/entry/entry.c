/**
 * What runs before the runtime does: a page of code that scripts/entry/add.ts puts in front of a Linux program's own
 * entry point.
 *
 * The runtime ends in a crash report, before any line of ours has run, when an argument or a path is not UTF-8, when the
 * current folder is gone, or when the machine allows too little. Each of that is said here in one line instead. What has
 * one sensible meaning is put right: a TMPDIR that names no folder, a PATH that is not set, a write beyond the allowed
 * file size, which is an error and not the death of the process.
 *
 * No library, no writable data: it runs between the loader and the runtime, on the stack that the kernel has prepared.
 * Nothing is allocated and no file is opened; an ordinary start costs ten system calls.
 */

typedef unsigned char byte;
typedef unsigned long word;

#define NOINLINE __attribute__((noinline))

/* Ours and the program's own entry point, as addresses in the file: add.ts fills them in. */
#if defined(__x86_64__)
__asm__(
    ".section .text.entry,\"ax\"\n"
    "slots: .quad 0, 0\n"
    ".globl entry\n"
    "entry:\n"
    "  mov %rdx, %rbx\n" /* what the loader wants called at the end */
    "  mov %rsp, %rdi\n"
    "  sub $64, %rsp\n"
    "  call prepare\n"
    "  add $64, %rsp\n"
    "  mov %rbx, %rdx\n"
    "  lea slots(%rip), %rax\n"
    "  mov 8(%rax), %rcx\n"
    "  sub (%rax), %rcx\n"
    "  add %rax, %rcx\n"
    "  jmp *%rcx\n"
    "restorer:\n"
    "  mov $15, %eax\n"
    "  syscall\n"
    ".text\n");
enum { READLINK = 89, GETCWD = 79, WRITE = 1, EXIT_GROUP = 231, SIGACTION = 13, PRLIMIT = 302, DUP = 32, CLOSE = 3,
       CLONE = 56, KILL = 62, WAIT4 = 61, PAUSE = 34, GETUID = 102, EXECVE = 59 };
#define RESTORER 0x04000000ul
extern const byte restorer[] __attribute__((visibility("hidden")));
static long call(long n, word a, word b, word c, word d) {
  register word r10 __asm__("r10") = d;
  register word r8 __asm__("r8") = 0;
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
  return result;
}
static long readlink_self(byte *to, word size) { return call(READLINK, (word) "/proc/self/exe", (word)to, size, 0); }
static void wait_for_ever(void) { for (;;) call(PAUSE, 0, 0, 0, 0); }
#elif defined(__aarch64__)
__asm__(
    ".section .text.entry,\"ax\"\n"
    "slots: .quad 0, 0\n"
    ".globl entry\n"
    "entry:\n"
    "  mov x19, x0\n"
    "  mov x0, sp\n"
    "  sub sp, sp, #64\n"
    "  bl prepare\n"
    "  add sp, sp, #64\n"
    "  mov x0, x19\n"
    "  adr x9, slots\n"
    "  ldr x10, [x9]\n"
    "  ldr x11, [x9, #8]\n"
    "  sub x11, x11, x10\n"
    "  add x11, x11, x9\n"
    "  br x11\n"
    ".text\n");
enum { READLINKAT = 78, GETCWD = 17, WRITE = 64, EXIT_GROUP = 94, SIGACTION = 134, PRLIMIT = 261, DUP = 23, CLOSE = 57,
       CLONE = 220, KILL = 129, WAIT4 = 260, PPOLL = 73, GETUID = 174, EXECVE = 221 };
#define RESTORER 0ul
static long call(long n, word a, word b, word c, word d) {
  register long x8 __asm__("x8") = n;
  register word x0 __asm__("x0") = a;
  register word x1 __asm__("x1") = b;
  register word x2 __asm__("x2") = c;
  register word x3 __asm__("x3") = d;
  register word x4 __asm__("x4") = 0;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return (long)x0;
}
static long readlink_self(byte *to, word size) {
  return call(READLINKAT, (word)-100, (word) "/proc/self/exe", (word)to, size);
}
static void wait_for_ever(void) { for (;;) call(PPOLL, 0, 0, 0, 0); }
#else
#error "which processor is this?"
#endif

enum { SIGKILL = 9, SIGCHLD = 17, SIGXFSZ = 25 };
enum { DATA = 2, STACK = 3, PROCESSES = 6, FILES = 7, ADDRESSES = 9 };
enum { WRONG_LINE = 2, REFUSED = 74, DVC_ERROR = 255 };
#define GIB (1ul << 30)
#define MIB (1ul << 20)

/* What the runtime was seen to need, and a little more. */
#define NEEDED_ADDRESSES (35 * GIB) /* reserved, not used: the cage of the engine's second heap */
#define NEEDED_DATA (768 * MIB)
#define NEEDED_STACK (192ul << 10)
#define NEEDED_FILES 14
#define NEEDED_THREADS 6

static word length(const char *text) {
  word n = 0;
  while (text[n] != 0) n++;
  return n;
}

/* Text that grows; what does not fit is left out. */
struct line {
  word used;
  char text[1024];
};

static void add(struct line *line, const char *text) {
  while (*text != 0 && line->used < sizeof line->text - 1) line->text[line->used++] = *text++;
}

/* Bytes that are not for a terminal become \xNN. */
static void add_bytes(struct line *line, const char *bytes) {
  const char *digits = "0123456789abcdef";
  for (word n = 0; bytes[n] != 0 && n < 160; n++) {
    byte b = (byte)bytes[n];
    char escaped[5] = {'\\', 'x', digits[b >> 4], digits[b & 15], 0};
    char plain[2] = {(char)b, 0};
    add(line, b < 32 || b > 126 ? escaped : plain);
  }
}

static void add_number(struct line *line, word number) {
  char digits[24];
  word at = sizeof digits - 1;
  digits[at] = 0;
  do digits[--at] = (char)('0' + number % 10); while ((number /= 10) != 0);
  add(line, digits + at);
}

/* The command line, to answer in its manner: `exp dvc …` has DVC's line and code. */
struct call_line {
  long count;
  char **words;
};

static int same(const char *a, const char *b) {
  while (*a != 0 && *a == *b) a++, b++;
  return *a == *b;
}

static NOINLINE void refuse(const struct call_line *how, int code, struct line *why, const char *hint) {
  int dvc = how->count > 1 && same(how->words[1], "dvc");
  struct line all;
  all.used = 0;
  add(&all, dvc ? "ERROR: " : "error: ");
  why->text[why->used] = 0;
  add(&all, why->text);
  add(&all, "\n");
  if (!dvc && hint != 0) {
    add(&all, "hint: ");
    add(&all, hint);
    add(&all, "\n");
  }
  call(WRITE, 2, (word)all.text, all.used, 0);
  call(EXIT_GROUP, dvc ? DVC_ERROR : (word)code, 0, 0, 0);
}

/* RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF. */
static int is_utf8(const byte *s) {
  while (*s != 0) {
    byte b = *s++;
    if (b < 0x80) continue;
    int more = b >= 0xc2 && b <= 0xdf ? 1 : b >= 0xe0 && b <= 0xef ? 2 : b >= 0xf0 && b <= 0xf4 ? 3 : 0;
    if (more == 0) return 0;
    byte low = b == 0xe0 ? 0xa0 : b == 0xf0 ? 0x90 : 0x80, high = b == 0xed ? 0x9f : b == 0xf4 ? 0x8f : 0xbf;
    if (*s < low || *s > high) return 0;
    for (s++; --more > 0; s++) if (*s < 0x80 || *s > 0xbf) return 0;
  }
  return 1;
}

static void check_names(const struct call_line *how) {
  byte path[4097];
  for (long i = 1; i < how->count; i++) {
    if (is_utf8((const byte *)how->words[i])) continue;
    struct line why;
    why.used = 0;
    add(&why, "an argument is not valid UTF-8: '");
    add_bytes(&why, how->words[i]);
    add(&why, "'");
    refuse(how, WRONG_LINE, &why, "exp reads and writes names in UTF-8 only; rename the file (see convmv) and try again");
  }
  long size = readlink_self(path, sizeof path - 1);
  if (size > 0) {
    path[size] = 0;
    if (!is_utf8(path)) {
      struct line why;
      why.used = 0;
      add(&why, "this program lies in a folder whose name is not valid UTF-8: '");
      add_bytes(&why, (char *)path);
      add(&why, "'");
      refuse(how, REFUSED, &why, "move it to another folder");
    }
  }
  size = call(GETCWD, (word)path, sizeof path, 0, 0);
  if (size <= 0 || path[0] != '/') {
    struct line why;
    why.used = 0;
    add(&why, size == -2 ? "the current folder is not there any more" : "the current folder's path cannot be read");
    refuse(how, REFUSED, &why, "go to another folder and try again");
  }
}

static word allowed(int resource) {
  word limit[2] = {~0ul, ~0ul};
  call(PRLIMIT, 0, (word)resource, 0, (word)limit);
  return limit[0];
}

/* Limits in bytes, said in the unit of the shell's command. */
static void check_limit(const struct call_line *how, int resource, word needed, const char *what, const char *option) {
  word limit = allowed(resource);
  if (limit >= needed) return;
  struct line why;
  why.used = 0;
  add(&why, "too little ");
  add(&why, what);
  add(&why, " is allowed: exp needs ");
  add_number(&why, needed >> 10);
  add(&why, " KiB, the limit (ulimit ");
  add(&why, option);
  add(&why, ") is ");
  add_number(&why, limit >> 10);
  refuse(how, REFUSED, &why, "ask for more, or run it where that limit is not set");
}

/* Numbers already in use count, too, so it is tried. */
static void check_files(const struct call_line *how) {
  if (allowed(FILES) >= 256) return;
  long opened[NEEDED_FILES];
  int count = 0;
  while (count < NEEDED_FILES && (opened[count] = call(DUP, 2, 0, 0, 0)) >= 0) count++;
  int failed = count < NEEDED_FILES && opened[count] == -24;
  for (int i = 0; i < count; i++) call(CLOSE, (word)opened[i], 0, 0, 0);
  if (!failed) return;
  struct line why;
  why.used = 0;
  add(&why, "too many open files: the limit (ulimit -n) is ");
  add_number(&why, allowed(FILES));
  refuse(how, REFUSED, &why, "allow 256");
}

static void check_threads(const struct call_line *how) {
  if (allowed(PROCESSES) >= 512 || call(GETUID, 0, 0, 0, 0) == 0) return;
  long children[NEEDED_THREADS];
  int count = 0;
  for (; count < NEEDED_THREADS; count++) {
    children[count] = call(CLONE, SIGCHLD, 0, 0, 0);
    if (children[count] == 0) wait_for_ever();
    if (children[count] < 0) break;
  }
  for (int i = 0; i < count; i++) {
    call(KILL, (word)children[i], SIGKILL, 0, 0);
    call(WAIT4, (word)children[i], 0, 0, 0);
  }
  if (count == NEEDED_THREADS) return;
  struct line why;
  why.used = 0;
  add(&why, "too few processes are allowed: the limit (ulimit -u), all of this user's included, is ");
  add_number(&why, allowed(PROCESSES));
  refuse(how, REFUSED, &why, "end some processes, or ask for more");
}

static void ignore(int signal) { (void)signal; }

/* A handler, not "ignored": what we start begins with the default again. */
static void survive_large_writes(void) {
  struct { word handler, flags, restorer, mask; } now = {0}, before = {0};
  now.handler = (word)ignore;
  now.flags = RESTORER | 0x10000000ul; /* SA_RESTART */
#if defined(__x86_64__)
  now.restorer = (word)restorer;
#endif
  call(SIGACTION, SIGXFSZ, 0, (word)&before, 8);
  if (before.handler == 0) call(SIGACTION, SIGXFSZ, (word)&now, 0, 8);
}

static const char *value_of(const char *variable, const char *name) {
  word n = length(name);
  for (word i = 0; i < n; i++) if (variable[i] != name[i]) return 0;
  return variable[n] == '=' ? variable + n + 1 : 0;
}

static int is_at_or_below(const char *path, const char *folder) {
  word n = length(folder);
  for (word i = 0; i < n; i++) if (path[i] != folder[i]) return 0;
  return path[n] == 0 || path[n] == '/';
}

/* The program's own code seems to lie below TMPDIR, and below these the runtime opens nothing for scoped permissions. */
static int is_of_the_system(const char *path) {
  return is_at_or_below(path, "/dev") || is_at_or_below(path, "/proc") || is_at_or_below(path, "/sys");
}

/* The loader has noted where the environment lies, so a variable more takes a new start of this very program. */
static void start_with_path(const struct call_line *how, char **env, long variables) {
  char *more[variables + 2];
  more[0] = (char *)"PATH=/usr/local/bin:/usr/bin:/bin";
  for (long i = 0; i <= variables; i++) more[i + 1] = env[i];
  call(EXECVE, (word) "/proc/self/exe", (word)how->words, (word)more, 0);
}

/** @param stack as the kernel made it: argc, argv…, NULL, envp…, NULL */
void prepare(long *stack) {
  struct call_line how = {stack[0], (char **)(stack + 1)};
  char **env = (char **)(stack + how.count + 2);
  int has_path = 0;
  long variables = 0;
  for (; env[variables] != 0; variables++) {
    const char *folder = value_of(env[variables], "TMPDIR");
    if (folder != 0 && (folder[0] != '/' || !is_utf8((const byte *)folder))) env[variables] = (char *)"TMPDIR=/tmp";
    else if (folder != 0 && is_of_the_system(folder)) env[variables][5] = '_'; /* src/main.ts gives it back */
    if (value_of(env[variables], "PATH") != 0) has_path = 1;
  }
  if (!has_path) start_with_path(&how, env, variables);
  check_names(&how);
  check_limit(&how, ADDRESSES, NEEDED_ADDRESSES, "address space", "-v");
  check_limit(&how, DATA, NEEDED_DATA, "data", "-d");
  check_limit(&how, STACK, NEEDED_STACK, "stack", "-s");
  check_files(&how);
  check_threads(&how);
  survive_large_writes();
}
