/* The floor of a machine: a relay that moves the bytes of UPDATEs between TCP connections and knows nothing else of BGP.
 *
 *   relay ADDRESS AS [from=AS] [wrong=MODE]
 *
 * It answers an OPEN, appends every UPDATE to one log, and sends to each connection the log but for what came from there: each byte is
 * read once, and written once for each receiver. With `from` it passes on only what connections of that AS say, as a router with one best
 * feed does. With `wrong` it is a speaker that errs, by which the checks of the other side are checked:
 *
 *   drop      one UPDATE is lost              echo      a connection gets its own UPDATEs too
 *   twice     an UPDATE is sent twice         origin    an attribute of each is changed
 *   foreign   a prefix is changed on the way  withdraw  a route is withdrawn that its announcer still has
 *   notify    a NOTIFICATION in the end       close     a connection is closed
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADER = 19, MAXIMUM = 4096, CHUNK = 256 << 10 };
struct part { size_t begin, end; }; /* of the log */
struct connection {
  int socket;
  bool waits, passes;
  uint8_t rest[MAXIMUM];
  size_t rest_length, sent;
  struct part *own; /* what came from here, in order */
  size_t own_count, own_next;
};
static struct connection *connections[20000];
static size_t connection_count, log_end, updates;
static uint8_t *log_bytes, input[MAXIMUM + CHUNK];
static unsigned as, from_as;
static const char *wrong = "";
static int poller;

static void fail(const char *what) { perror(what), exit(1); }
static bool errs(const char *mode) { return !strcmp(wrong, mode); }

static void watch(struct connection *c, int operation) {
  struct epoll_event event = {.events = EPOLLIN | (c->waits ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(poller, operation, c->socket, &event);
}

static void remember_own(struct connection *c, size_t begin) {
  if (errs("echo")) return;
  if (c->own_count && c->own[c->own_count - 1].end == begin) { c->own[c->own_count - 1].end = log_end; return; }
  if ((c->own_count & (c->own_count - 1)) == 0) c->own = realloc(c->own, (c->own_count ? 2 * c->own_count : 1) * sizeof *c->own);
  c->own[c->own_count++] = (struct part){begin, log_end};
}

/* Makes an UPDATE of `length` at `message` wrong. */
static void err(struct connection *c, uint8_t *message, size_t length) {
  uint8_t *origin = memmem(message, length, "\x40\x01\x01", 3);
  if (errs("origin") && origin) origin[3] ^= 1;
  if (errs("foreign")) message[length - 1] ^= 0x40, message[length - 2] ^= 0x40, message[length - 3] ^= 0x40;
  if (errs("notify") || errs("close")) {
    uint8_t told[21];
    memset(told, 255, 16), memcpy(told + 16, "\0\x15\x03\x06\x04", 5);
    if (errs("notify") && send(c->socket, told, sizeof told, MSG_NOSIGNAL) < 0) fail("send");
    if (errs("close")) shutdown(c->socket, SHUT_WR);
  }
  if (errs("withdraw")) { /* the last four octets of an UPDATE of host routes are its last prefix */
    uint8_t *at = log_bytes + log_end;
    memset(at, 255, 16), memcpy(at + 16, "\0\x1c\x02\0\x05\x20", 6), memcpy(at + 22, message + length - 4, 4), memset(at + 26, 0, 2);
    log_end += 28;
  }
}

static void keep(struct connection *c, const uint8_t *message, size_t length) {
  updates++;
  if (!c->passes || (errs("drop") && updates == 1)) return;
  size_t begin = log_end;
  for (int copies = errs("twice") && updates == 1 ? 2 : 1; copies; copies--) memcpy(log_bytes + log_end, message, length), log_end += length;
  if (*wrong && (updates == 1 || errs("origin"))) err(c, log_bytes + log_end - length, length);
  remember_own(c, begin);
}

/* The OPEN that came, as ours: the same capabilities, our AS in both of its places. */
static void answer_open(struct connection *c, const uint8_t *message, size_t length) {
  uint8_t ours[MAXIMUM + HEADER];
  memcpy(ours, message, length);
  uint8_t *four = memmem(ours, length, "\x41\x04", 2);
  unsigned theirs = message[20] << 8 | message[21];
  c->passes = !from_as || theirs == from_as;
  ours[20] = as >> 8, ours[21] = as;
  if (four) four[2] = as >> 24, four[3] = as >> 16, four[4] = as >> 8, four[5] = as;
  memcpy(ours + 24, "\x01\x02\x03\x04", 4);
  memset(ours + length, 255, 16), ours[length + 16] = 0, ours[length + 17] = HEADER, ours[length + 18] = 4;
  if (send(c->socket, ours, length + HEADER, MSG_NOSIGNAL) < 0) fail("send");
}

static void write_log(struct connection *c) {
  for (;;) {
    while (c->own_next + 1 < c->own_count && c->own[c->own_next].end <= c->sent) c->own_next++;
    size_t end = log_end;
    if (c->own_next < c->own_count) { /* the last part may still grow */
      struct part own = c->own[c->own_next];
      if (own.begin <= c->sent && c->sent < own.end) c->sent = own.end;
      if (own.begin > c->sent) end = own.begin;
      else if (c->own_next + 1 < c->own_count) end = c->own[c->own_next + 1].begin;
    }
    ssize_t done = c->sent < end ? send(c->socket, log_bytes + c->sent, end - c->sent, MSG_DONTWAIT | MSG_NOSIGNAL) : 0;
    if (done > 0) c->sent += done;
    bool waits = done < 0 && errno == EAGAIN;
    if (waits != c->waits) c->waits = waits, watch(c, EPOLL_CTL_MOD);
    if (done <= 0) return;
  }
}

static void take(struct connection *c, const uint8_t *message, size_t length) {
  if (message[18] == 1) answer_open(c, message, length);
  if (message[18] == 2) keep(c, message, length);
}

static bool read_some(struct connection *c) {
  memcpy(input, c->rest, c->rest_length);
  ssize_t got = recv(c->socket, input + c->rest_length, CHUNK, MSG_DONTWAIT);
  if (got <= 0) return got < 0 && errno == EAGAIN;
  size_t filled = c->rest_length + got, at = 0;
  while (filled - at >= HEADER) {
    size_t length = input[at + 16] << 8 | input[at + 17];
    if (length < HEADER || length > MAXIMUM) return false;
    if (filled - at < length) break;
    take(c, input + at, length);
    at += length;
  }
  c->rest_length = filled - at;
  memcpy(c->rest, input + at, c->rest_length);
  return true;
}

static void leave(struct connection *c) {
  for (size_t i = 0; i < connection_count; i++)
    if (connections[i] == c) connections[i] = connections[--connection_count];
  close(c->socket), free(c->own), free(c);
}

static void enter(int listener) {
  int one = 1, socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  if (socket < 0 || connection_count == sizeof connections / sizeof *connections) fail("accept");
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct connection *c = connections[connection_count++] = calloc(1, sizeof *c);
  c->socket = socket;
  watch(c, EPOLL_CTL_ADD);
}

static int listener_at(const char *address) {
  struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(179)};
  struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(179)};
  bool v6 = strchr(address, ':');
  int one = 1, listener = socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  inet_pton(v6 ? AF_INET6 : AF_INET, address, v6 ? (void *)&six.sin6_addr : (void *)&four.sin_addr);
  if (bind(listener, v6 ? (void *)&six : (void *)&four, v6 ? sizeof six : sizeof four) || listen(listener, 4096)) fail("listen");
  return listener;
}

int main(int argc, char **argv) {
  if (argc < 3) return fputs("relay ADDRESS AS [from=AS] [wrong=MODE]\n", stderr), 2;
  struct rlimit files;
  if (!getrlimit(RLIMIT_NOFILE, &files)) files.rlim_cur = files.rlim_max, setrlimit(RLIMIT_NOFILE, &files);
  as = atoi(argv[2]);
  for (int i = 3; i < argc; i++) {
    if (!strncmp(argv[i], "from=", 5)) from_as = atoi(argv[i] + 5);
    if (!strncmp(argv[i], "wrong=", 6)) wrong = argv[i] + 6;
  }
  log_bytes = mmap(NULL, 4ul << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (log_bytes == MAP_FAILED) fail("mmap");
  poller = epoll_create1(EPOLL_CLOEXEC);
  int listener = listener_at(argv[1]);
  struct epoll_event accepting = {.events = EPOLLIN}, events[512];
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &accepting);
  for (;;) {
    size_t before = log_end;
    int count = epoll_wait(poller, events, 512, -1);
    for (int i = 0; i < count; i++) {
      struct connection *c = events[i].data.ptr;
      if (!c) { enter(listener); continue; }
      if (events[i].events & EPOLLOUT) write_log(c);
      if (events[i].events & ~EPOLLOUT && !read_some(c)) leave(c);
    }
    for (size_t i = 0; log_end != before && i < connection_count; i++) if (!connections[i]->waits) write_log(connections[i]);
  }
}
