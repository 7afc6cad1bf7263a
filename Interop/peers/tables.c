/* What the peers announce, as bytes that are made before any clock starts.
 *
 * A table has the shape of a full one: about 4.3 prefixes share a set of attributes, AS paths are 2 to 8 long, half of the sets carry
 * communities, and the prefixes of one message lie far apart. All feeds have the same sets and prefixes, but each begins at another place
 * and has a longer path than the one before it, up to the third. Behind its table each feed announces one prefix of its own: when that
 * has come out of the router, all before it has gone in.
 *
 * A client announces consecutive host routes with one set of attributes, as a node does.
 */
#include "peers.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static const uint32_t TABLE4 = 0x0b000000, HOSTS4 = 0x0a800000; /* 11.0.0.0 and 10.128.0.0 */
struct set *sets;
uint32_t *set_of;
static size_t set_count;
static uint64_t state;
static uint8_t *host_bytes;
static unsigned host_size;

static uint32_t pick(uint32_t below) { /* xorshift64*: the same table for the same seed */
  state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
  return (uint32_t)((state * 2685821657736338717ull) >> 33) % below;
}

/* The length of a prefix of the IPv4 table follows from its number, so that a receiver can check it. */
static inline unsigned table_length(uint32_t i) { return i % 16 == 0 ? 20 : i % 4 == 0 ? 22 : i % 2 == 0 ? 23 : 24; }

static uint8_t *put_prefix(uint8_t *at, uint32_t i) {
  if (!ipv6 && options.clients) return *at = 32, put32(at + 1, HOSTS4 + i);
  if (!ipv6) return *at = table_length(i), put32(at + 1, TABLE4 + (i << 8)), at + 4;
  if (!options.clients) return memcpy(at, "\x30\x2a\x00", 3), put32(at + 3, i);
  return memcpy(at, "\x80\xfd\x96\0\0\0\0\0\0\0\0\0\0", 13), put32(at + 13, i);
}

int64_t take_prefix(const uint8_t **from, const uint8_t *end) {
  const uint8_t *at = *from;
  unsigned bits = *at++, octets = (bits + 7) / 8;
  if (octets > end - at) return *from = end, -1;
  *from = at + octets;
  uint32_t i;
  if (!ipv6 && options.clients) {
    if (bits != 32) return -1;
    i = get32(at) - HOSTS4;
  } else if (!ipv6) {
    if (bits < 17 || bits > 24) return -1;
    i = (((uint32_t)at[0] << 16 | at[1] << 8 | at[2]) - (TABLE4 >> 8)) & 0xffffff;
    if (i < total && table_length(i) != bits) return -1;
  } else if (!options.clients) {
    if (bits != 48 || at[0] != 0x2a || at[1]) return -1;
    i = get32(at + 2);
  } else {
    if (bits != 128 || memcmp(at, "\xfd\x96\0\0\0\0\0\0\0\0\0\0", 12)) return -1;
    i = get32(at + 12);
  }
  return i < total ? (int64_t)i : -1;
}

unsigned path_front(unsigned feed) { return 1 + (feed < 2 ? feed : 2); }

static void make_set(struct set *set) {
  set->origin = pick(20) ? 0 : 2, set->path_count = 1 + pick(6), set->community_count = pick(2) ? 1 + pick(COMMUNITIES) : 0;
  for (int i = 0; i < set->path_count; i++) set->path[i] = pick(3) ? 1000 + pick(60000) : 196608 + pick(200000);
  for (int i = 0; i < set->community_count; i++) set->communities[i] = (1000 + pick(60000)) << 16 | pick(1000);
}

/* The attributes of a message, and in IPv6 its prefixes too. */
static uint8_t *put_attributes(uint8_t *at, const struct peer *peer, const struct set *set, uint32_t med, const uint8_t *nlri, size_t length) {
  if (ipv6) { /* first, as RFC 7606 asks */
    *at++ = 0x90, *at++ = 14, at = put16(at, 21 + length), at = put16(at, 2), *at++ = 1, *at++ = 16;
    memcpy(at, peer->address, 16), at += 16, *at++ = 0, memcpy(at, nlri, length), at += length;
  }
  *at++ = 0x40, *at++ = 1, *at++ = 1, *at++ = set->origin;
  unsigned front = options.clients ? 0 : path_front(peer->number), hops = front + set->path_count;
  *at++ = 0x40, *at++ = 2, *at++ = hops ? 2 + 4 * hops : 0;
  if (hops) *at++ = 2, *at++ = hops;
  for (unsigned i = 0; i < front; i++) at = put32(at, peer->as);
  for (int i = 0; i < set->path_count; i++) at = put32(at, set->path[i]);
  if (!ipv6) *at++ = 0x40, *at++ = 3, *at++ = 4, memcpy(at, peer->address, 4), at += 4;
  if (med) *at++ = 0x80, *at++ = 4, *at++ = 4, at = put32(at, med);
  if (options.clients) *at++ = 0x40, *at++ = 5, *at++ = 4, at = put32(at, 100);
  if (set->community_count) *at++ = 0xc0, *at++ = 8, *at++ = 4 * set->community_count;
  for (int i = 0; i < set->community_count; i++) at = put32(at, set->communities[i]);
  return at;
}

static uint8_t *put_update(uint8_t *message, const struct peer *peer, const struct set *set, uint32_t med, const uint8_t *nlri, size_t length) {
  uint8_t *size = put16(begin(message, UPDATE), 0), *at = put_attributes(size + 2, peer, set, med, nlri, length);
  put16(size, at - size - 2);
  if (!ipv6) memcpy(at, nlri, length), at += length;
  finish(message, at);
  return at;
}

static uint32_t *shuffled(size_t count) {
  uint32_t *order = malloc((count + 1) * sizeof *order);
  for (size_t i = 0; i < count; i++) order[i] = i;
  for (size_t i = count; i > 1; i--) {
    size_t j = pick(i);
    uint32_t kept = order[i - 1];
    order[i - 1] = order[j], order[j] = kept;
  }
  return order;
}

/* Which prefixes go into which message, the same for every feed: `ends[m]` is where message m's end in `order`. */
static uint32_t *share_out(const uint32_t *order, size_t count) {
  uint32_t *ends = malloc((count + 1) * sizeof *ends);
  for (size_t next = 0; next < count; set_count++) {
    size_t share = 1 + (pick(10) < 6 ? pick(3) : pick(4) ? pick(8) : pick(40));
    make_set(&sets[set_count]);
    for (; share && next < count; share--, next++) set_of[order[next]] = set_count;
    ends[set_count] = next;
  }
  return ends;
}

static void serialise_feed(struct peer *peer, const uint32_t *order, const uint32_t *ends, size_t messages) {
  uint8_t *bytes = malloc((size_t)total * 160 + 2 * MAXIMUM), *at = bytes, nlri[1024];
  for (size_t k = 0; k < messages; k++) {
    size_t m = (k + messages * peer->number / options.feeds) % messages;
    uint8_t *last = nlri;
    for (size_t i = m ? ends[m - 1] : 0; i < ends[m]; i++) last = put_prefix(last, order[i]);
    at = put_update(at, peer, &sets[m], 0, nlri, last - nlri);
  }
  uint32_t own = options.prefixes + peer->number;
  at = put_update(at, peer, &sets[set_of[own]], 0, nlri, put_prefix(nlri, own) - nlri);
  peer->out = realloc(bytes, at - bytes), peer->out_length = at - bytes;
}

static void make_feeds(void) {
  uint32_t *order = shuffled(options.prefixes), *ends = share_out(order, options.prefixes);
  size_t messages = set_count;
  make_set(&sets[set_count]);
  for (unsigned f = 0; f < options.feeds; f++) set_of[options.prefixes + f] = set_count;
  for (unsigned f = 0; f < options.feeds; f++) serialise_feed(&peers[f], order, ends, messages);
  free(order), free(ends);
}

static void serialise_client(struct peer *peer) {
  uint32_t first = peer->number * options.prefixes, limit = (MAXIMUM - 128) / host_size;
  struct set *set = &sets[peer->number];
  set->community_count = 1, set->communities[0] = 64999u << 16 | peer->number;
  uint8_t *bytes = malloc((options.prefixes / limit + 1) * MAXIMUM), *at = bytes;
  for (uint32_t i = 0; i < options.prefixes;) {
    uint32_t share = options.prefixes - i < limit ? options.prefixes - i : limit;
    at = put_update(at, peer, set, 0, host_bytes + (size_t)(first + i) * host_size, (size_t)share * host_size);
    for (; share; share--, i++) set_of[first + i] = peer->number;
  }
  peer->out = bytes, peer->out_length = at - bytes;
}

static void make_clients(void) {
  host_size = ipv6 ? 17 : 5;
  host_bytes = malloc((size_t)total * host_size);
  for (uint32_t i = 0; i < total; i++) put_prefix(host_bytes + (size_t)i * host_size, i);
  for (unsigned c = 0; c < options.feeds; c++) serialise_client(&peers[c]);
}

void make_tables(void) {
  state = 88172645463325252ull + options.seed;
  sets = calloc((size_t)total + 2, sizeof *sets), set_of = calloc(total, sizeof *set_of);
  if (options.clients) make_clients(); else make_feeds();
}

size_t change_message(uint8_t *message, unsigned client, unsigned prefix, uint32_t med) {
  uint8_t nlri[32];
  return put_update(message, &peers[client], &sets[client], med, nlri, put_prefix(nlri, prefix) - nlri) - message;
}

const uint8_t *own_prefixes(unsigned client, size_t *length) {
  *length = (size_t)options.prefixes * host_size;
  return host_bytes + client * *length;
}
