/* Many BGP peers of one router in one process, told what to do line by line.
 *
 *   herd ROUTER PREFIXES
 *
 * Each line on standard input is a command, each gets one line of JSON on standard output (null when there is nothing to say):
 *
 *   peers COUNT ADDRESS AS HOLD      COUNT further peers at consecutive addresses; numbers begin at 1
 *   up FIRST LAST | down FIRST LAST  opens sessions and keeps them open; closes them and leaves them closed
 *   flap FIRST LAST                  closes sessions abruptly, to be opened again at once
 *   pause FIRST LAST | resume …      stops to read; KEEPALIVEs are sent all the same
 *   announce PEER FIRST COUNT VERSION PREF PER    routes with LOCAL_PREF and the community PEER:VERSION, a version more every PER routes
 *   withdraw PEER FIRST COUNT
 *   watch INDEX | watched            notes when a prefix is sent and arrives: [[seconds, peer, is sent, community or 0], …]
 *   reset                            forgets the longest silences of the router
 *   state                            what each peer has; equal digests are equal tables, own is that of what it announces itself
 *   dump PEER FILE                   its table: a community in 4 octets for each prefix, 0 for none
 *
 * Prefix i is the i-th /32 of 100.64.0.0/10. A peer announces again what it has when its session comes up. Times are CLOCK_MONOTONIC.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { OPEN = 1, UPDATE, NOTIFICATION, KEEPALIVE, HEADER = 19, MAXIMUM = 4096, READ = 1 << 18, BGP = 179 };
enum status { DOWN, CONNECTING, OPENING, ESTABLISHED };
static const uint32_t FIRST = 0x64400000; /* 100.64.0.0 */

struct peer {
  uint32_t number, address, as, routes;
  unsigned hold, connections, wrong, echoes, lost;
  enum status status;
  int socket, wanted, paused, events;
  uint8_t kept[MAXIMUM];          /* the beginning of a message whose end has not come yet */
  size_t kept_length;
  uint8_t *out;
  size_t out_used, out_room;
  uint32_t *table, *own, *preference;
  uint64_t digest, own_digest, updates;
  double heard, silence, changed, spoke, established, retry;
};

struct note { double when; uint32_t peer, community; int sent; };

static struct peer *peers;
static uint32_t count, prefixes, watched = UINT32_MAX;
static struct note notes[1 << 16];
static size_t note_count;
static struct in_addr router;
static int poller;
static uint8_t input[MAXIMUM + READ];
static double now;

static double monotonic(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void fail(const char *what) {
  fprintf(stderr, "herd: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
  exit(1);
}

static uint8_t *put16(uint8_t *at, unsigned value) { return *at = value >> 8, at[1] = value, at + 2; }
static uint8_t *put32(uint8_t *at, uint32_t value) { return put16(put16(at, value >> 16), value & 0xffff); }
static uint8_t *put(uint8_t *at, const char *bytes, size_t length) { return (uint8_t *)memcpy(at, bytes, length) + length; }
static uint32_t get32(const uint8_t *at) { return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3]; }

static uint64_t mix(uint32_t index, uint32_t community) {
  uint64_t word = ((uint64_t)index << 32 | community) * 0x9E3779B97F4A7C15ull;
  return (word ^ word >> 29) * 0xBF58476D1CE4E5B9ull;
}

static void note(struct peer *peer, uint32_t index, uint32_t community, int sent) {
  if (index != watched || note_count == sizeof notes / sizeof *notes) return;
  notes[note_count++] = (struct note){monotonic(), peer->number, community, sent};
}

/* Sockets */

static void watch(struct peer *peer) {
  int events = (peer->paused ? 0 : EPOLLIN) | (peer->out_used || peer->status == CONNECTING ? EPOLLOUT : 0);
  struct epoll_event event = {.events = events, .data.u32 = peer->number};
  if (events == peer->events) return;
  epoll_ctl(poller, peer->events < 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, peer->socket, &event);
  peer->events = events;
}

static void drop(struct peer *peer) {
  if (peer->status == DOWN) return;
  close(peer->socket);
  peer->status = DOWN, peer->out_used = peer->kept_length = 0;
  if (peer->table) memset(peer->table, 0, 4 * (size_t)prefixes);
  peer->routes = 0, peer->digest = 0, peer->changed = now;
}

static void lose(struct peer *peer) { /* not by our own doing */
  peer->lost += peer->status == ESTABLISHED;
  drop(peer);
}

static void reset(struct peer *peer) { /* RST instead of FIN: as a crash */
  struct linger hard = {1, 0};
  if (peer->status != DOWN) setsockopt(peer->socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  drop(peer);
}

static void dial(struct peer *peer) {
  struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(peer->address)};
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr = router, .sin_port = htons(BGP)};
  int one = 1;
  peer->retry = now + 0.05;
  peer->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (peer->socket < 0) fail("socket");
  setsockopt(peer->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(peer->socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  if (bind(peer->socket, (struct sockaddr *)&from, sizeof from)) fail("bind");
  if (connect(peer->socket, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) {
    close(peer->socket);
    return;
  }
  peer->status = CONNECTING, peer->events = -1;
  watch(peer);
}

static void flush(struct peer *peer) {
  size_t done = 0;
  while (done < peer->out_used) {
    ssize_t sent = send(peer->socket, peer->out + done, peer->out_used - done, MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) break;
    if (sent < 0) { lose(peer); return; }
    done += sent, peer->spoke = now;
  }
  memmove(peer->out, peer->out + done, peer->out_used -= done);
  watch(peer);
}

/* Room for one more message at the end of what waits to be sent. */
static uint8_t *begin(struct peer *peer, int type) {
  if (peer->out_room < peer->out_used + MAXIMUM) {
    peer->out_room = 2 * peer->out_room + 2 * MAXIMUM;
    if (!(peer->out = realloc(peer->out, peer->out_room))) fail("realloc");
  }
  uint8_t *at = peer->out + peer->out_used;
  return memset(at, 255, 16), at[18] = type, at + HEADER;
}

static void finish(struct peer *peer, uint8_t *end) {
  uint8_t *message = peer->out + peer->out_used;
  put16(message + 16, end - message);
  peer->out_used += end - message;
}

/* What is said */

static void say_open(struct peer *peer) {
  uint8_t *at = begin(peer, OPEN);
  *at++ = 4;
  at = put32(put16(put16(at, peer->as < 65536 ? peer->as : 23456), peer->hold), peer->address);
  at = put(at, "\x10\x02\x0e\x01\x04\x00\x01\x00\x01\x02\x00\x41\x04", 13);
  finish(peer, put32(at, peer->as));
  flush(peer);
}

static uint8_t *attributes(uint8_t *at, struct peer *peer, uint32_t community, uint32_t preference) {
  at = put(at, "\x40\x01\x01\x00\x40\x02\x00\x40\x03\x04", 10);
  at = put32(put(put32(at, peer->address), "\x40\x05\x04", 3), preference);
  return put32(put(at, "\xc0\x08\x04", 3), community);
}

static void say_routes(struct peer *peer, uint32_t first, uint32_t number, uint32_t community, uint32_t preference) {
  while (number && peer->status == ESTABLISHED) {
    uint8_t *message = begin(peer, UPDATE), *at = put16(message, 0), *length = at, *limit = message - HEADER + MAXIMUM - 5;
    at = attributes(at + 2, peer, community, preference);
    put16(length, at - length - 2);
    for (; number && at <= limit; number--, first++) *at++ = 32, at = put32(at, FIRST + first), note(peer, first, community, 1);
    finish(peer, at);
  }
}

static void say_withdrawn(struct peer *peer, uint32_t first, uint32_t number) {
  while (number && peer->status == ESTABLISHED) {
    uint8_t *message = begin(peer, UPDATE), *at = message + 2, *limit = message - HEADER + MAXIMUM - 7;
    for (; number && at <= limit; number--, first++) *at++ = 32, at = put32(at, FIRST + first), note(peer, first, 0, 1);
    put16(message, at - message - 2);
    finish(peer, put16(at, 0));
  }
}

static void say_everything(struct peer *peer) {
  for (uint32_t at = 0, end; peer->own && at < prefixes; at = end) {
    for (end = at + 1; end < prefixes && peer->own[end] == peer->own[at] && peer->preference[end] == peer->preference[at];) end++;
    if (peer->own[at]) say_routes(peer, at, end - at, peer->own[at], peer->preference[at]);
  }
  finish(peer, put32(begin(peer, UPDATE), 0));
  flush(peer);
}

/* What is heard */

static void set(struct peer *peer, uint32_t index, uint32_t community) {
  if (!peer->table && !(peer->table = calloc(prefixes, 4))) fail("calloc");
  uint32_t *entry = peer->table + index;
  if (*entry) peer->digest -= mix(index, *entry), peer->routes--;
  if (community) peer->digest += mix(index, community), peer->routes++;
  *entry = community, peer->changed = now;
  note(peer, index, community, 0);
}

static int each(struct peer *peer, const uint8_t *at, const uint8_t *end, uint32_t community) {
  for (; at < end; at += 5) {
    if (at[0] != 32 || end - at < 5 || get32(at + 1) - FIRST >= prefixes) return 0;
    set(peer, get32(at + 1) - FIRST, community);
  }
  return 1;
}

static void take_update(struct peer *peer, const uint8_t *body, size_t length) {
  size_t gone = length < 4 ? length : (size_t)(body[0] << 8 | body[1]), size;
  uint32_t community = 0;
  peer->updates++;
  if (gone + 4 > length || !each(peer, body + 2, body + 2 + gone, 0)) { peer->wrong++; return; }
  const uint8_t *at = body + 4 + gone, *end = body + length;
  size = at[-2] << 8 | at[-1];
  if (at + size > end) { peer->wrong++; return; }
  for (const uint8_t *next = at, *stop = at + size; stop - next >= 3;) {
    size_t head = next[0] & 16 ? 4 : 3, value = next[0] & 16 ? (size_t)(next[2] << 8 | next[3]) : next[2];
    if (next[1] == 8 && value >= 4) community = get32(next + head);
    next += head + value;
  }
  if (at + size < end && !community) peer->wrong++;
  if (community >> 16 == peer->number && at + size < end) peer->echoes++;
  if (!each(peer, at + size, end, community)) peer->wrong++;
}

static void take(struct peer *peer, const uint8_t *message, size_t length) {
  if (peer->status == ESTABLISHED && now - peer->heard > peer->silence) peer->silence = now - peer->heard;
  peer->heard = now;
  switch (message[18]) {
  case OPEN: finish(peer, begin(peer, KEEPALIVE)), flush(peer); break;
  case KEEPALIVE:
    if (peer->status == OPENING) peer->status = ESTABLISHED, peer->established = now, peer->connections++, say_everything(peer);
    break;
  case UPDATE: take_update(peer, message + HEADER, length - HEADER); break;
  case NOTIFICATION: lose(peer); break;
  }
}

static void receive(struct peer *peer) {
  memcpy(input, peer->kept, peer->kept_length);
  ssize_t got = recv(peer->socket, input + peer->kept_length, READ, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) { lose(peer); return; }
  size_t filled = peer->kept_length + got, at = 0, length;
  while (filled - at >= HEADER && filled - at >= (length = input[at + 16] << 8 | input[at + 17])) {
    if (length < HEADER || length > MAXIMUM) { peer->wrong++, lose(peer); return; }
    take(peer, input + at, length), at += length;
    if (peer->status == DOWN) return;
  }
  memcpy(peer->kept, input + at, peer->kept_length = filled - at);
}

static void happened(struct peer *peer, uint32_t events) {
  if (peer->status == DOWN) return;
  if (peer->status == CONNECTING) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(peer->socket, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) { drop(peer); return; }
    peer->status = OPENING;
    say_open(peer);
    return;
  }
  if (events & EPOLLOUT) flush(peer);
  if (events & (EPOLLIN | EPOLLHUP | EPOLLERR) && peer->status != DOWN) {
    if (peer->paused && events & (EPOLLHUP | EPOLLERR)) lose(peer);
    else receive(peer);
  }
}

/* Commands */

static void create(uint32_t number, const char *address, uint32_t as, unsigned hold) {
  struct in_addr first;
  if (!inet_aton(address, &first)) fail("not an address");
  if (!(peers = realloc(peers, (count + number) * sizeof *peers))) fail("realloc");
  memset(peers + count, 0, number * sizeof *peers);
  for (uint32_t i = 0; i < number; i++, count++)
    peers[count].number = count + 1, peers[count].address = ntohl(first.s_addr) + i, peers[count].as = as, peers[count].hold = hold;
}

static void remember(struct peer *peer, uint32_t first, uint32_t number, uint32_t community, uint32_t preference) {
  if (!peer->own && !(peer->own = calloc(2 * (size_t)prefixes, 4))) fail("calloc");
  peer->preference = peer->own + prefixes;
  for (uint32_t i = first; i < first + number; i++) {
    if (peer->own[i]) peer->own_digest -= mix(i, peer->own[i]);
    if (community) peer->own_digest += mix(i, community);
    peer->own[i] = community, peer->preference[i] = preference;
  }
}

static void announce(struct peer *peer, uint32_t first, uint32_t number, uint32_t version, uint32_t preference, uint32_t per) {
  for (uint32_t part; number; number -= part, first += part, version++) {
    part = per && per < number ? per : number;
    uint32_t community = peer->number << 16 | (version & 0xffff);
    remember(peer, first, part, community, preference);
    say_routes(peer, first, part, community, preference);
  }
  if (peer->status == ESTABLISHED) flush(peer);
}

static void tell_state(void) {
  uint32_t up = 0;
  for (uint32_t i = 0; i < count; i++) up += peers[i].status == ESTABLISHED;
  printf("{\"up\":%u,\"peers\":[", up);
  for (uint32_t i = 0; i < count; i++) {
    struct peer *p = peers + i;
    printf("%s{\"peer\":%u,\"up\":%s,\"routes\":%u,\"digest\":%llu,\"own\":%llu,\"updates\":%llu,\"connections\":%u,\"wrong\":%u,\"echoes\":%u,\"lost\":%u,"
           "\"silence\":%.3f,\"changed\":%.6f,\"established\":%.6f,\"unsent\":%zu}", i ? "," : "", p->number,
           p->status == ESTABLISHED ? "true" : "false", p->routes, (unsigned long long)p->digest, (unsigned long long)p->own_digest, (unsigned long long)p->updates,
           p->connections, p->wrong, p->echoes, p->lost, p->silence, p->changed, p->established, p->status == ESTABLISHED ? p->out_used : 0);
  }
  printf("]}\n");
}

static void tell_watched(void) {
  printf("[");
  for (size_t i = 0; i < note_count; i++)
    printf("%s[%.6f,%u,%s,%u]", i ? "," : "", notes[i].when, notes[i].peer, notes[i].sent ? "true" : "false", notes[i].community);
  printf("]\n");
}

static void dump(struct peer *peer, const char *path) {
  FILE *file = fopen(path, "wb");
  if (!file) fail(path);
  for (uint32_t i = 0, none = 0; i < prefixes; i++) fwrite(peer->table ? peer->table + i : &none, 4, 1, file);
  fclose(file);
}

static void each_peer(const char *verb, uint32_t first, uint32_t last) {
  for (struct peer *peer = peers + first - 1; peer < peers + last; peer++) {
    if (!strcmp(verb, "up")) peer->wanted = 1, peer->retry = 0;
    else if (!strcmp(verb, "down")) peer->wanted = 0, drop(peer);
    else if (!strcmp(verb, "flap")) reset(peer), peer->retry = 0;
    else if (!strcmp(verb, "pause")) peer->paused = 1;
    else if (!strcmp(verb, "resume")) peer->paused = 0, peer->heard = now;
    if (peer->status != DOWN) watch(peer);
  }
}

static void command(const char *line) {
  char verb[16] = "", text[256] = "";
  unsigned a = 0, b = 0, c = 0, d = 0, e = 0, f = 0;
  sscanf(line, "%15s", verb);
  int numbers = sscanf(line, "%*s %u %u %u %u %u %u", &a, &b, &c, &d, &e, &f);
  if (!strcmp(verb, "peers") && sscanf(line, "%*s %u %255s %u %u", &a, text, &b, &c) == 4) create(a, text, b, c);
  else if (!strcmp(verb, "state")) { tell_state(); return; }
  else if (!strcmp(verb, "watched")) { tell_watched(); return; }
  else if (!strcmp(verb, "watch") && numbers == 1) watched = a, note_count = 0;
  else if (!strcmp(verb, "reset")) for (uint32_t i = 0; i < count; i++) peers[i].silence = 0;
  else if (!a || a > count) { errno = 0, fail(line); }
  else if (!strcmp(verb, "dump") && sscanf(line, "%*s %u %255s", &a, text) == 2) dump(peers + a - 1, text);
  else if (numbers >= 3 && (uint64_t)b + c > prefixes) { errno = 0, fail(line); }
  else if (!strcmp(verb, "announce") && numbers == 6) announce(peers + a - 1, b, c, d, e, f);
  else if (!strcmp(verb, "withdraw") && numbers == 3) {
    remember(peers + a - 1, b, c, 0, 0), say_withdrawn(peers + a - 1, b, c);
    if (peers[a - 1].status == ESTABLISHED) flush(peers + a - 1);
  } else if (numbers == 2 && b >= a && b <= count) each_peer(verb, a, b);
  else { errno = 0, fail(line); }
  printf("null\n");
}

static void commands(void) {
  static char lines[1 << 16];
  static size_t filled;
  ssize_t got = read(0, lines + filled, sizeof lines - 1 - filled);
  if (got <= 0) exit(0);
  filled += got;
  for (char *end; (end = memchr(lines, '\n', filled));) {
    *end = 0;
    command(lines);
    filled -= end + 1 - lines;
    memmove(lines, end + 1, filled);
  }
  fflush(stdout);
}

static void tick(void) {
  for (struct peer *peer = peers; peer < peers + count; peer++) {
    if (peer->status == DOWN && peer->wanted && now >= peer->retry) dial(peer);
    if (peer->status == ESTABLISHED && peer->hold && !peer->out_used && now - peer->spoke > peer->hold / 3.0)
      finish(peer, begin(peer, KEEPALIVE)), flush(peer);
  }
}

int main(int arguments, char **argument) {
  struct epoll_event events[256], input_event = {.events = EPOLLIN, .data.u32 = 0};
  double ticked = 0;
  if (arguments != 3 || !inet_aton(argument[1], &router) || !(prefixes = strtoul(argument[2], 0, 10))) fail("usage: herd ROUTER PREFIXES");
  poller = epoll_create1(EPOLL_CLOEXEC);
  epoll_ctl(poller, EPOLL_CTL_ADD, 0, &input_event);
  for (;;) {
    int ready = epoll_wait(poller, events, 256, 10);
    now = monotonic();
    for (int i = 0; i < ready; i++) {
      if (!events[i].data.u32) commands();
      else happened(peers + events[i].data.u32 - 1, events[i].events);
    }
    if (now - ticked >= 0.01) ticked = now, tick();
  }
}
