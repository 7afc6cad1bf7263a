/* Single changes: each gives one prefix another MED, by which every receiver knows it; its latency is from send() to the kernel's time
 * stamp of the segment that brought it, so the reading of this process is not in it. */
#include "peers.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

unsigned changes, arrived_changes;
static double *sent_at, *latencies;

/* Change k is client k's, one prefix after the other; no prefix changes twice. */
static uint32_t prefix_of(unsigned change) {
  return change % options.feeds * options.prefixes + change / options.feeds % options.prefixes;
}

void prepare_changes(unsigned count) {
  changes = count, arrived_changes = 0;
  sent_at = calloc(count, sizeof *sent_at), latencies = calloc((size_t)count * peer_count, sizeof *latencies);
  for (unsigned p = 0; p < peer_count; p++) {
    int one = 1;
    peers[p].changed = calloc(count, 1);
    setsockopt(peers[p].socket, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one);
  }
}

void send_change(unsigned change) {
  uint8_t message[MAXIMUM];
  struct peer *peer = &peers[change % options.feeds];
  size_t length = change_message(message, peer->number, prefix_of(change), change + 1);
  sent_at[change] = wall();
  if (send(peer->socket, message, length, MSG_NOSIGNAL) != (ssize_t)length) fail("a change could not be sent at once");
}

/* True when it is a change that the peer has not had. */
bool take_change(struct peer *peer, int64_t prefix, uint32_t med, double stamp) {
  unsigned change = med - 1;
  if (change >= changes || prefix_of(change) != prefix || peer->changed[change] || !sent_at[change]) return false;
  peer->changed[change] = 1;
  latencies[arrived_changes++] = stamp - sent_at[change];
  return true;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

void print_latencies(void) {
  size_t count = arrived_changes, needed = (size_t)changes * (peer_count - 1);
  qsort(latencies, count, sizeof *latencies, ascending);
  double p50 = count ? latencies[count / 2] : 0, p99 = count ? latencies[count * 99 / 100] : 0, most = count ? latencies[count - 1] : 0;
  printf("\"p50\": %.6f, \"p99\": %.6f, \"most\": %.6f, \"missing\": %zu, ", p50, p99, most, needed - count);
}
