/* What arrives, held against what was announced. */
#include "peers.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct verdict verdict;
unsigned complete, receivers, best;
double moment, completed;
enum { SAMPLE = 16 }; /* every so many messages have all of their attributes compared */

static void wrong(const struct peer *peer, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void wrong(const struct peer *peer, const char *format, ...) {
  if (verdict.wrong++) return;
  va_list arguments;
  va_start(arguments, format);
  int length = snprintf(verdict.problem, sizeof verdict.problem, "peer %u: ", peer->number);
  vsnprintf(verdict.problem + length, sizeof verdict.problem - length, format, arguments);
  va_end(arguments);
}

/* What a receiver should hold of a prefix, in the terms of `held`; 0 when nobody announces it now. */
static inline uint8_t wanted(uint32_t prefix) {
  if (options.clients) return 1;
  unsigned feed = prefix < options.prefixes ? best : prefix - options.prefixes;
  if (options.relay && feed != best) return 0; /* it passes one feed on */
  return feed < options.feeds && peers[feed].announced && !peers[feed].gone ? feed + 1 : 0;
}

static void look(struct peer *peer) {
  uint32_t needed = options.clients ? total - options.prefixes : total;
  bool is = peer->good == needed;
  if (is == peer->complete) return;
  peer->complete = is;
  if (!is) complete--;
  else if (++complete == receivers) completed = now();
}

void expect_all(void) {
  complete = 0;
  for (unsigned p = 0; p < peer_count; p++) {
    struct peer *peer = &peers[p];
    if (!peer->receives) continue;
    peer->good = 0, peer->complete = false;
    uint32_t own = options.clients ? p * options.prefixes : total;
    for (uint32_t i = 0; i < total; i++) peer->good += peer->held[i] == wanted(i) && i - own >= options.prefixes;
    look(peer);
  }
}

static void set_held(struct peer *peer, uint32_t prefix, uint8_t value) {
  uint8_t right = wanted(prefix);
  peer->good -= peer->held[prefix] == right;
  peer->good += value == right;
  peer->held[prefix] = value;
}

/* The peer that a route is from, by its path or by its prefix; -1 when there is none. */
static int announcer(const struct update *update, int64_t prefix) {
  if (options.clients) return prefix / options.prefixes;
  unsigned at = options.relay ? 0 : 1;
  if (update->path_count <= at) return -1;
  unsigned feed = get32(update->path + 4 * at) - FEED_AS;
  return feed < options.feeds ? (int)feed : -1;
}

static bool same_path(const struct update *update, const struct peer *from, const struct set *set) {
  unsigned own = options.clients || options.relay ? 0 : 1, front = options.clients ? 0 : path_front(from->number);
  if (update->path_count != own + front + set->path_count) return false;
  const uint8_t *at = update->path;
  if (own && get32(at) != options.as) return false;
  at += 4 * own;
  for (unsigned i = 0; i < front; i++, at += 4) if (get32(at) != from->as) return false;
  for (unsigned i = 0; i < set->path_count; i++, at += 4) if (get32(at) != set->path[i]) return false;
  return true;
}

static bool same_communities(const struct update *update, const struct set *set) {
  if (update->community_count != set->community_count) return false;
  for (unsigned i = 0; i < set->community_count; i++) { /* a router may sort them */
    unsigned k = 0;
    while (k < set->community_count && get32(update->communities + 4 * k) != set->communities[i]) k++;
    if (k == set->community_count) return false;
  }
  return true;
}

static bool next_hop_fits(const struct update *update, const struct peer *from) {
  unsigned size = ipv6 ? 16 : 4;
  if (update->next_hop_length < size) return false;
  if (!memcmp(update->next_hop, from->address, size)) return true;
  return !options.clients && !options.relay; /* by eBGP it may be the router's own */
}

static void compare(struct peer *peer, const struct update *update, int64_t prefix) {
  int source = announcer(update, prefix);
  if (source < 0) { wrong(peer, "prefix %d has a path of nobody", (int)prefix); return; }
  const struct peer *from = &peers[source];
  const struct set *set = &sets[set_of[prefix]];
  if (update->origin != set->origin) wrong(peer, "prefix %d has origin %u, not %u", (int)prefix, update->origin, set->origin);
  else if (!same_path(update, from, set)) wrong(peer, "prefix %d has another AS path", (int)prefix);
  else if (!same_communities(update, set)) wrong(peer, "prefix %d has other communities", (int)prefix);
  else if (!next_hop_fits(update, from)) wrong(peer, "prefix %d has another next hop", (int)prefix);
  else if (options.clients && update->local_preference != 100) wrong(peer, "prefix %d has another LOCAL_PREF", (int)prefix);
  else if (options.clients && !options.relay && (update->originator != from->id || !update->clusters))
    wrong(peer, "prefix %d was reflected without ORIGINATOR_ID and CLUSTER_LIST", (int)prefix);
}

/* A client's whole announcement, as it left: by far the most messages of a reflector are so, and need no look at each prefix. */
static bool take_whole(struct peer *peer, const struct update *update, int64_t first) {
  size_t length;
  unsigned client = first / options.prefixes;
  const uint8_t *bytes = own_prefixes(client, &length);
  if (first % options.prefixes || client == peer->number || (size_t)(update->reached_end - update->reached) != length) return false;
  if (memcmp(update->reached, bytes, length)) return false;
  uint8_t *held = peer->held + first;
  if (*held || memcmp(held, held + 1, options.prefixes - 1)) return false;
  memset(held, 1, options.prefixes);
  peer->good += options.prefixes;
  return true;
}

static void take_reached(struct peer *peer, const struct update *update, int64_t prefix, double stamp) {
  int source = announcer(update, prefix);
  if (source == (int)peer->number) { verdict.echo++; return; }
  if (source < 0) { wrong(peer, "prefix %d has a path of nobody", (int)prefix); return; }
  if (!peer->receives) return;
  uint8_t value = options.clients ? 1 : source + 1;
  if (peer->held[prefix] != value) set_held(peer, prefix, value);
  else if (!update->med || !take_change(peer, prefix, update->med, stamp)) verdict.twice++;
}

static void take_all_reached(struct peer *peer, const struct update *update, double stamp) {
  const uint8_t *at = update->reached, *end = update->reached_end;
  if (at >= end) return;
  const uint8_t *peek = at;
  int64_t first = take_prefix(&peek, end);
  if (first >= 0 && verdict.updates % SAMPLE == 0) compare(peer, update, first);
  if (first >= 0 && options.clients && take_whole(peer, update, first)) return;
  while (at < end) {
    int64_t prefix = take_prefix(&at, end);
    if (prefix < 0) wrong(peer, "a prefix that nobody announces");
    else take_reached(peer, update, prefix, stamp);
  }
}

void take_update(struct peer *peer, const uint8_t *body, size_t length, double stamp) {
  struct update update;
  verdict.updates++;
  if (!read_update(body, length, &update)) { wrong(peer, "an UPDATE whose lengths do not fit"); return; }
  const uint8_t *at = update.withdrawn;
  while (at < update.withdrawn_end) {
    int64_t prefix = take_prefix(&at, update.withdrawn_end);
    if (prefix < 0) { wrong(peer, "withdraws a prefix that nobody announces"); continue; }
    if (!peer->receives) continue; /* a feed whose own route is the best one has to drop another's */
    verdict.withdrawn++;
    set_held(peer, prefix, 0);
  }
  take_all_reached(peer, &update, stamp);
  if (peer->receives) look(peer);
}
