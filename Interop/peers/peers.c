/* Many BGP peers of one router: they announce tables, count and check what comes back.
 *
 *   peers feeds|clients ROUTER OWN AS FEEDS RECEIVERS PREFIXES SEED PATIENCE [relay]
 *
 * ROUTER is the router's address, OWN that of the first peer, AS the router's number; FEEDS peers announce PREFIXES each and RECEIVERS only
 * receive. It brings all sessions up, prints a line of JSON, and does what the lines of its standard input say, each answered by one line:
 *
 *   announce A B   the peers A to B - 1 send their tables; ends when every receiver holds what it should
 *   kill A         closes the connection of peer A; ends when every receiver holds the routes of the next one
 *   churn R S      R single changes a second for S seconds; ends when every change is at every other client
 *
 * "seconds" runs from the first byte written (or the close) to the last receiver complete; "cpu" is this process's own in that time.
 * A run without progress for PATIENCE seconds ends too, and what is missing is told.
 */
#define _GNU_SOURCE
#include "peers.h"
#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct options options;
struct peer *peers;
unsigned peer_count, total;
bool ipv6;
static struct peer timer, commands; /* their addresses tell these two descriptors from sockets in epoll's answers */
static bool commanded;

void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("peers: ", stderr), vfprintf(stderr, format, arguments), fputc('\n', stderr);
  exit(1);
}

static double cpu(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static unsigned number(const char *word, const char *what) {
  char *end;
  unsigned long value = strtoul(word, &end, 10);
  if (!*word || *end || value > 100000000) fail("%s is not a number: %s", what, word);
  return value;
}

static void read_options(int argc, char **argv) {
  if (argc < 10) fail("feeds|clients ROUTER OWN AS FEEDS RECEIVERS PREFIXES SEED PATIENCE [relay]");
  options = (struct options){.clients = !strcmp(argv[1], "clients"), .router = argv[2], .own = argv[3], .as = number(argv[4], "AS"),
    .feeds = number(argv[5], "FEEDS"), .receivers = number(argv[6], "RECEIVERS"), .prefixes = number(argv[7], "PREFIXES"),
    .seed = number(argv[8], "SEED"), .patience = number(argv[9], "PATIENCE"), .relay = argc > 10 && !strcmp(argv[10], "relay")};
  ipv6 = strchr(options.router, ':');
  if (!options.feeds || !options.prefixes || (options.clients && options.receivers)) fail("nothing to do");
  if (!options.clients && options.feeds > 200) fail("more than 200 feeds of one table");
}

static void make_peers(void) {
  uint8_t base[16];
  peer_count = options.feeds + options.receivers;
  total = options.clients ? options.feeds * options.prefixes : options.prefixes + options.feeds;
  receivers = options.clients ? options.feeds : options.receivers;
  peers = calloc(peer_count, sizeof *peers);
  if (inet_pton(ipv6 ? AF_INET6 : AF_INET, options.own, base) != 1) fail("not an address: %s", options.own);
  for (unsigned p = 0; p < peer_count; p++) {
    struct peer *peer = &peers[p];
    peer->number = p, peer->id = 0x0a5f0001 + p; /* 10.95.0.1 */
    peer->as = options.clients ? options.as : p < options.feeds ? FEED_AS + p : RECEIVER_AS + p - options.feeds;
    peer->receives = options.clients || p >= options.feeds;
    if (peer->receives) peer->held = calloc(total, 1);
    memcpy(peer->address, base, 16);
    uint8_t *last = peer->address + (ipv6 ? 12 : 0);
    put32(last, get32(last) + p);
  }
}

static void wait_once(int milliseconds) {
  struct epoll_event events[512];
  int count = epoll_wait(poller, events, 512, milliseconds);
  if (count < 0 && errno != EINTR) fail("epoll_wait: %s", strerror(errno));
  for (int i = 0; i < count; i++) {
    struct peer *peer = events[i].data.ptr;
    if (peer == &commands) commanded = true;
    if (peer == &commands || peer == &timer || peer->gone) continue;
    if (events[i].events & EPOLLOUT) push(peer);
    if (events[i].events & ~EPOLLOUT) receive(peer);
  }
  moment = now();
  keepalives();
}

/* Waits until every receiver is complete, or until nothing has come for a while; returns when that was. */
static double wait_complete(void) {
  size_t before = verdict.updates + verdict.withdrawn;
  double progress = moment = now();
  while (complete < receivers && moment - progress < options.patience) {
    wait_once(1000);
    if (verdict.updates + verdict.withdrawn != before) before = verdict.updates + verdict.withdrawn, progress = moment;
  }
  return complete == receivers ? completed : progress;
}

static size_t missing(void) {
  size_t count = 0;
  for (unsigned p = 0; p < peer_count; p++)
    if (peers[p].receives) count += (options.clients ? total - options.prefixes : total) - peers[p].good;
  return count;
}

static void answer(double seconds, double spent) {
  size_t sent = 0;
  for (unsigned p = 0; p < peer_count; p++) sent += peers[p].sent;
  printf("\"seconds\": %.6f, \"cpu\": %.4f, \"twice\": %zu, \"echo\": %zu, \"wrong\": %zu, \"withdrawn\": %zu, \"updates\": %zu, "
         "\"sent\": %zu, \"received\": %zu, \"problem\": \"%s\"}\n",
         seconds, spent, verdict.twice, verdict.echo, verdict.wrong, verdict.withdrawn, verdict.updates, sent, verdict.bytes, verdict.problem);
  fflush(stdout);
}

static void announce(unsigned from, unsigned to) {
  if (from >= to || to > options.feeds) fail("announce %u %u", from, to);
  for (unsigned p = from; p < to; p++) peers[p].announced = true;
  expect_all();
  double spent = cpu(), began = completed = now();
  for (unsigned p = from; p < to; p++) push(&peers[p]);
  double ended = wait_complete();
  printf("{\"missing\": %zu, ", missing());
  answer(ended - began, cpu() - spent);
}

static void kill_feed(unsigned feed) {
  if (feed != best || feed + 1 >= options.feeds || options.clients) fail("kill %u", feed);
  double spent = cpu(), began = completed = now();
  peers[feed].gone = true, best++;
  close(peers[feed].socket);
  expect_all();
  double ended = wait_complete();
  printf("{\"missing\": %zu, ", missing());
  answer(ended - began, cpu() - spent);
}

static void churn(unsigned rate, unsigned seconds) {
  unsigned count = rate * seconds, sent = 0;
  size_t needed = (size_t)count * (peer_count - 1);
  if (!count || rate > 1000 || !options.clients || count > total) fail("churn %u %u", rate, seconds);
  prepare_changes(count);
  int ticker = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  struct itimerspec step = {.it_interval = {rate == 1, 1000000000 / rate % 1000000000}, .it_value = {0, 1000000}};
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = &timer};
  if (ticker < 0 || timerfd_settime(ticker, 0, &step, NULL) || epoll_ctl(poller, EPOLL_CTL_ADD, ticker, &event)) fail("no timer");
  double spent = cpu(), began = moment = now(), progress = began;
  while (arrived_changes < needed && moment - progress < options.patience) {
    uint64_t ticks = 0;
    size_t before = arrived_changes + sent;
    wait_once(1000);
    if (read(ticker, &ticks, sizeof ticks) < 0) ticks = 0; /* none yet */
    for (; ticks && sent < count; ticks--) send_change(sent++);
    if (arrived_changes + sent != before) progress = moment;
  }
  close(ticker);
  printf("{"), print_latencies();
  answer(now() - began, cpu() - spent);
}

static void obey(const char *line) {
  unsigned a, b;
  if (sscanf(line, "announce %u %u", &a, &b) == 2) announce(a, b);
  else if (sscanf(line, "churn %u %u", &a, &b) == 2) churn(a, b);
  else if (sscanf(line, "kill %u", &a) == 1) kill_feed(a);
  else fail("not a command: %s", line);
}

int main(int argc, char **argv) {
  struct rlimit files;
  if (!getrlimit(RLIMIT_NOFILE, &files)) files.rlim_cur = files.rlim_max, setrlimit(RLIMIT_NOFILE, &files);
  read_options(argc, argv);
  make_peers();
  make_tables();
  poller = epoll_create1(EPOLL_CLOEXEC);
  double began = now();
  join_all();
  printf("{\"established\": %u, \"seconds\": %.3f}\n", peer_count, now() - began), fflush(stdout);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = &commands};
  for (char line[64];;) { /* between commands keepalives go on, and whatever the router says is judged */
    if (epoll_ctl(poller, EPOLL_CTL_ADD, STDIN_FILENO, &event)) fail("standard input cannot be waited for");
    for (commanded = false; !commanded;) wait_once(1000);
    epoll_ctl(poller, EPOLL_CTL_DEL, STDIN_FILENO, NULL);
    if (!fgets(line, sizeof line, stdin)) return 0;
    obey(line);
  }
}
