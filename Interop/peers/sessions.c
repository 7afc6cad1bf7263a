/* The sockets: sessions come up, messages are cut out of the stream, tables are written. */
#define _GNU_SOURCE
#include "peers.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 256 << 10, AT_ONCE = 64 };
int poller;
static bool joined; /* all sessions were up; from now on none may end */
static uint8_t input[MAXIMUM + CHUNK]; /* one for all: what is left of a message is kept with its peer */

static double read_clock(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

double now(void) { return read_clock(CLOCK_MONOTONIC); }
double wall(void) { return read_clock(CLOCK_REALTIME); }

void watch(struct peer *peer) {
  struct epoll_event event = {.events = EPOLLIN | (peer->waits_to_write ? EPOLLOUT : 0), .data.ptr = peer};
  if (epoll_ctl(poller, EPOLL_CTL_MOD, peer->socket, &event)) epoll_ctl(poller, EPOLL_CTL_ADD, peer->socket, &event);
}

/* Sends as much of the peer's table as its socket takes, one chunk at most. */
void push(struct peer *peer) {
  size_t left = peer->out_length - peer->sent;
  ssize_t done = send(peer->socket, peer->out + peer->sent, left < CHUNK ? left : CHUNK, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (done < 0 && errno != EAGAIN) fail("peer %u cannot send: %s", peer->number, strerror(errno));
  if (done > 0) peer->sent += done;
  bool waits = peer->sent < peer->out_length;
  if (waits != peer->waits_to_write) peer->waits_to_write = waits, watch(peer);
}

static void send_small(struct peer *peer, const uint8_t *message, size_t length) {
  if (send(peer->socket, message, length, MSG_NOSIGNAL) != (ssize_t)length) fail("peer %u cannot send: %s", peer->number, strerror(errno));
}

static void send_keepalive(struct peer *peer) {
  uint8_t message[HEADER];
  finish(message, begin(message, KEEPALIVE));
  send_small(peer, message, HEADER);
}

/* Where a whole message may go: not into the middle of a table, where it would cut an UPDATE in two. */
void keepalives(void) {
  static double last;
  if (moment - last < HOLD_TIME / 4) return;
  last = moment;
  for (unsigned p = 0; p < peer_count; p++) {
    bool midway = peers[p].announced && peers[p].sent < peers[p].out_length;
    if (peers[p].up && !peers[p].gone && !midway) send_keepalive(&peers[p]);
  }
}

static void take(struct peer *peer, const uint8_t *message, size_t length, double stamp) {
  switch (message[18]) {
  case OPEN: send_keepalive(peer); break;
  case KEEPALIVE: peer->up = true; break;
  case UPDATE: take_update(peer, message + HEADER, length - HEADER, stamp); break;
  case NOTIFICATION: /* before all sessions are up the router may only not be ready for it */
    if (joined) fail("peer %u got NOTIFICATION %d/%d", peer->number, message[19], message[20]);
  }
}

static double time_stamp(struct msghdr *header) {
  for (struct cmsghdr *control = CMSG_FIRSTHDR(header); control; control = CMSG_NXTHDR(header, control)) {
    if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SO_TIMESTAMPNS) continue;
    struct timespec t;
    memcpy(&t, CMSG_DATA(control), sizeof t);
    return t.tv_sec + t.tv_nsec / 1e9;
  }
  return 0;
}

void receive(struct peer *peer) {
  char control[64];
  memcpy(input, peer->rest, peer->rest_length);
  struct iovec space = {input + peer->rest_length, CHUNK};
  struct msghdr header = {.msg_iov = &space, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t got = recvmsg(peer->socket, &header, MSG_DONTWAIT);
  if (got == 0) fail("the router closed the connection of peer %u", peer->number);
  if (got < 0 && errno == EAGAIN) return;
  if (got < 0) fail("peer %u cannot receive: %s", peer->number, strerror(errno));
  double stamp = time_stamp(&header);
  size_t filled = peer->rest_length + got, at = 0;
  verdict.bytes += got;
  while (filled - at >= HEADER) {
    size_t length = input[at + 16] << 8 | input[at + 17];
    if (length < HEADER || length > MAXIMUM) fail("peer %u got a message of length %zu", peer->number, length);
    if (filled - at < length) break;
    take(peer, input + at, length, stamp);
    at += length;
  }
  peer->rest_length = filled - at;
  memcpy(peer->rest, input + at, peer->rest_length);
}

static socklen_t address_of(const uint8_t *bytes, unsigned port, struct sockaddr_in6 *result) {
  memset(result, 0, sizeof *result);
  if (ipv6) {
    result->sin6_family = AF_INET6, result->sin6_port = htons(port), memcpy(&result->sin6_addr, bytes, 16);
    return sizeof *result;
  }
  struct sockaddr_in *four = (void *)result;
  four->sin_family = AF_INET, four->sin_port = htons(port), memcpy(&four->sin_addr, bytes, 4);
  return sizeof *four;
}

/* One attempt to connect and say OPEN; false when the router does not listen yet. */
static bool join(struct peer *peer) {
  struct sockaddr_in6 here, there;
  uint8_t router[16], message[64];
  int one = 1;
  inet_pton(ipv6 ? AF_INET6 : AF_INET, options.router, router);
  socklen_t size = address_of(peer->address, 0, &here);
  address_of(router, 179, &there);
  peer->socket = socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (peer->socket < 0) fail("socket %u: %s", peer->number, strerror(errno));
  setsockopt(peer->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (bind(peer->socket, (void *)&here, size)) fail("bind of peer %u: %s", peer->number, strerror(errno));
  if (connect(peer->socket, (void *)&there, size)) return close(peer->socket), false;
  size_t length = open_message(message, peer->as, peer->id);
  if (send(peer->socket, message, length, MSG_NOSIGNAL) != (ssize_t)length) return close(peer->socket), false;
  peer->connected = true;
  watch(peer);
  return true;
}

/* True when the router closed a connection while sessions were coming up; the peer makes another one. */
static bool await_messages(int milliseconds) {
  bool closed = false;
  struct epoll_event events[64];
  int count = epoll_wait(poller, events, 64, milliseconds);
  for (int i = 0; i < count; i++) {
    struct peer *peer = events[i].data.ptr;
    char byte;
    ssize_t there = recv(peer->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (there > 0 || (there < 0 && errno == EAGAIN)) { receive(peer); continue; }
    close(peer->socket);
    closed = true, peer->connected = peer->up = false, peer->rest_length = 0;
  }
  return closed;
}

/* Connects those that are not; returns how many sessions are up. */
static unsigned join_some(bool *refused) {
  unsigned up = 0, waiting = 0;
  *refused = false;
  for (unsigned p = 0; p < peer_count; p++) {
    struct peer *peer = &peers[p];
    if (!peer->connected && waiting < AT_ONCE && !*refused) *refused = !join(peer);
    up += peer->up, waiting += peer->connected && !peer->up;
  }
  return up;
}

void join_all(void) {
  double last = now();
  bool refused;
  for (unsigned up, most = 0; (up = join_some(&refused)) < peer_count;) {
    if (up > most) most = up, last = now();
    if (now() - last > options.patience) fail("%u of %u sessions came up", up, peer_count);
    if (await_messages(20) || refused) usleep(50000);
  }
  joined = true;
}
