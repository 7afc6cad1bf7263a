/* Two BGP peers of one router: the first announces a table, the second counts and checks what arrives.
 *
 *   feed ROUTER SOURCE SINK COUNT SEED
 *
 * It brings both sessions up, prints "ready", waits for a line on standard input, sends the table as fast as the router takes it and
 * prints one line of JSON when every prefix has reached the sink exactly once. The messages are made before the clock starts, so that
 * what is measured is the router. The table has the shape of a full one: about 4.3 prefixes share a set of attributes, AS paths are
 * 2 to 7 long, half of the sets carry communities, the prefixes of one message lie far apart.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { OPEN = 1, UPDATE, NOTIFICATION, KEEPALIVE, SOURCE_AS = 65101, SINK_AS = 65102, HEADER = 19, MAXIMUM = 4096 };
static const uint32_t FIRST = 0x01000000; /* 1.0.0.0; prefix i begins at FIRST + 256 i */

struct peer {
  const char *name;
  int socket;
  uint16_t as;
  uint8_t *in;
  size_t filled;
  int established;
};

static uint64_t state;
static size_t count, arrived, wrong, updates, bytes_in;
static uint8_t *seen;

static void fail(const char *what) {
  fprintf(stderr, "feed: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
  exit(1);
}

static uint32_t pick(uint32_t below) { /* xorshift64*: the same table for the same seed */
  state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
  return (uint32_t)((state * 2685821657736338717ull) >> 33) % below;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static uint8_t *put16(uint8_t *at, unsigned value) { return *at = value >> 8, at[1] = value, at + 2; }
static uint8_t *put32(uint8_t *at, uint32_t value) { return put16(put16(at, value >> 16), value & 0xffff); }

static uint8_t *begin(uint8_t *at, int type) { return memset(at, 255, 16), at[18] = type, at + HEADER; }
static void finish(uint8_t *message, uint8_t *end) { put16(message + 16, end - message); }

static void send_all(int socket, const uint8_t *data, size_t length) {
  while (length) {
    ssize_t sent = send(socket, data, length, MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) {
      struct pollfd ready = {socket, POLLOUT, 0};
      poll(&ready, 1, 1000);
    } else if (sent < 0) {
      fail("send");
    } else {
      data += sent, length -= sent;
    }
  }
}

static void keepalive(struct peer *peer) {
  uint8_t message[HEADER];
  finish(message, begin(message, KEEPALIVE));
  send_all(peer->socket, message, HEADER);
}

/* The length of a prefix follows from its number, so that the sink can check it. */
static int prefix_length(size_t i) { return i % 16 == 0 ? 20 : i % 4 == 0 ? 22 : i % 2 == 0 ? 23 : 24; }

static void take_update(const uint8_t *body, size_t length) {
  if (length < 4) { wrong++; return; }
  size_t withdrawn = body[0] << 8 | body[1], attributes;
  if (withdrawn + 4 > length) { wrong++; return; }
  if (withdrawn) wrong++;
  attributes = body[2 + withdrawn] << 8 | body[3 + withdrawn];
  const uint8_t *at = body + 4 + withdrawn + attributes, *end = body + length;
  while (at < end) {
    unsigned bits = *at++, octets = (bits + 7) / 8;
    uint32_t address = 0;
    if (bits > 32 || at + octets > end) { wrong++; return; }
    for (unsigned k = 0; k < octets; k++) address |= (uint32_t)at[k] << (24 - 8 * k);
    at += octets;
    size_t i = (address - FIRST) >> 8;
    if (address < FIRST || i >= count || prefix_length(i) != (int)bits || seen[i]++) wrong++;
    else arrived++;
  }
}

static void take(struct peer *peer, const uint8_t *message, size_t length) {
  switch (message[18]) {
  case KEEPALIVE: peer->established = 1; break;
  case OPEN: keepalive(peer); break;
  case NOTIFICATION: fprintf(stderr, "feed: %s got NOTIFICATION %d/%d\n", peer->name, message[19], message[20]); exit(1);
  case UPDATE: if (peer->as == SINK_AS) updates++, take_update(message + HEADER, length - HEADER); break;
  }
}

static void receive(struct peer *peer) {
  ssize_t got = recv(peer->socket, peer->in + peer->filled, (1 << 20) - peer->filled, MSG_DONTWAIT);
  if (got == 0) errno = 0, fail("the router closed the connection");
  if (got < 0) {
    if (errno == EAGAIN) return;
    fail("recv");
  }
  peer->filled += got, bytes_in += got;
  size_t at = 0;
  while (peer->filled - at >= HEADER) {
    size_t length = peer->in[at + 16] << 8 | peer->in[at + 17];
    if (length < HEADER || length > MAXIMUM) errno = 0, fail("a message of a wrong length");
    if (peer->filled - at < length) break;
    take(peer, peer->in + at, length);
    at += length;
  }
  memmove(peer->in, peer->in + at, peer->filled -= at);
}

static void join(struct peer *peer, const char *router, const char *own) {
  struct sockaddr_in here = {.sin_family = AF_INET}, there = {.sin_family = AF_INET, .sin_port = htons(179)};
  inet_pton(AF_INET, own, &here.sin_addr), inet_pton(AF_INET, router, &there.sin_addr);
  peer->in = malloc(1 << 20);
  for (double until = now() + 30;; usleep(100000)) {
    int one = 1;
    peer->socket = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(peer->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (bind(peer->socket, (void *)&here, sizeof here)) fail("bind");
    if (!connect(peer->socket, (void *)&there, sizeof there)) break;
    if (now() > until) fail("connect");
    close(peer->socket);
  }
  uint8_t message[64], *at = begin(message, OPEN);
  *at++ = 4, at = put16(at, peer->as), at = put16(at, 90), memcpy(at, &here.sin_addr, 4), at += 4;
  const uint8_t capabilities[] = {16, 2, 14, 1, 4, 0, 1, 0, 1, 2, 0, 65, 4, 0, 0, peer->as >> 8, peer->as & 255};
  memcpy(at, capabilities, sizeof capabilities), at += sizeof capabilities;
  finish(message, at);
  send_all(peer->socket, message, at - message);
  for (double until = now() + 30; !peer->established;) {
    struct pollfd ready = {peer->socket, POLLIN, 0};
    poll(&ready, 1, 1000);
    receive(peer);
    if (now() > until) errno = 0, fail("no session in 30 s");
  }
}

static uint8_t *attributes(uint8_t *at, uint32_t next_hop) {
  int hops = 1 + pick(6), communities = pick(2) ? 1 + pick(4) : 0;
  *at++ = 0x40, *at++ = 1, *at++ = 1, *at++ = pick(20) ? 0 : 2;
  *at++ = 0x40, *at++ = 2, *at++ = 2 + 4 * (hops + 1), *at++ = 2, *at++ = hops + 1, at = put32(at, SOURCE_AS);
  for (int i = 0; i < hops; i++) at = put32(at, pick(3) ? 1000 + pick(60000) : 196608 + pick(200000));
  *at++ = 0x40, *at++ = 3, *at++ = 4, at = put32(at, next_hop);
  if (communities) *at++ = 0xc0, *at++ = 8, *at++ = 4 * communities;
  for (int i = 0; i < communities; i++) at = put32(at, (1000 + pick(60000)) << 16 | pick(1000));
  return at;
}

/* The whole table as bytes; the number of sets of attributes and messages is the same. */
static uint8_t *table(uint32_t next_hop, size_t *length, size_t *sets) {
  uint32_t *order = malloc(count * sizeof *order);
  for (size_t i = 0; i < count; i++) order[i] = i;
  for (size_t i = count; i > 1; i--) {
    size_t j = pick(i);
    uint32_t kept = order[i - 1];
    order[i - 1] = order[j], order[j] = kept;
  }
  uint8_t *bytes = malloc(count * 128 + MAXIMUM), *at = bytes;
  for (size_t next = 0; next < count; ++*sets) {
    uint8_t *message = at, *size;
    size_t prefixes = 1 + (pick(10) < 6 ? pick(3) : pick(4) ? pick(8) : pick(40));
    at = put16(begin(at, UPDATE), 0), size = at, at = attributes(at + 2, next_hop), put16(size, at - size - 2);
    for (; prefixes && next < count; prefixes--, next++) {
      uint32_t address = htonl(FIRST + (order[next] << 8));
      int bits = prefix_length(order[next]);
      *at++ = bits, memcpy(at, &address, 3), at += 3;
    }
    finish(message, at);
  }
  free(order);
  return *length = at - bytes, bytes;
}

int main(int argc, char **argv) {
  if (argc != 6) return fprintf(stderr, "usage: feed ROUTER SOURCE SINK COUNT SEED\n"), 2;
  count = strtoul(argv[4], 0, 10), state = strtoull(argv[5], 0, 10) * 2 + 1, seen = calloc(count, 1);
  struct peer source = {"source", .as = SOURCE_AS}, sink = {"sink", .as = SINK_AS};
  struct in_addr hop;
  size_t length, sent = 0, sets = 0;
  inet_pton(AF_INET, argv[2], &hop);
  uint8_t *bytes = table(ntohl(hop.s_addr), &length, &sets);
  join(&sink, argv[1], argv[3]);
  join(&source, argv[1], argv[2]);
  puts("ready"), fflush(stdout);
  if (getchar() == EOF) return 1;
  double began = now(), progress = began, spoke = began;
  while (arrived < count && !wrong) {
    struct pollfd ready[2] = {{sink.socket, POLLIN, 0}, {source.socket, POLLIN | (sent < length ? POLLOUT : 0), 0}};
    size_t before = arrived;
    poll(ready, 2, 1000);
    if (ready[0].revents) receive(&sink);
    if (ready[1].revents & POLLIN) receive(&source);
    if (ready[1].revents & POLLOUT) {
      ssize_t done = send(source.socket, bytes + sent, length - sent < 262144 ? length - sent : 262144, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (done > 0) sent += done;
      else if (errno != EAGAIN) fail("send");
    }
    double moment = now();
    if (arrived != before) progress = moment;
    if (moment - progress > 60) errno = 0, fail("nothing has arrived for 60 s");
    if (moment - spoke > 20) {
      spoke = moment, keepalive(&sink);
      if (sent == length) keepalive(&source); /* never in the middle of an UPDATE */
    }
  }
  printf("{\"seconds\": %.4f, \"prefixes\": %zu, \"wrong\": %zu, \"sets\": %zu, \"sent\": %zu, \"received\": %zu, \"updates\": %zu}\n",
         now() - began, arrived, wrong, sets, length, bytes_in, updates);
  fflush(stdout);
  getchar(); /* the sessions stay up until whoever measures has looked */
  return wrong != 0;
}
