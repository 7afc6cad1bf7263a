/* Many BGP peers of one router in one process: what its files share.
 *
 * There are two shapes. "feeds": the first peers each announce the same table by eBGP, the others receive. "clients": every peer is an iBGP client
 * of a reflector, announces its own host routes and receives those of all others.
 */
#ifndef PEERS_H
#define PEERS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OPEN = 1, UPDATE, NOTIFICATION, KEEPALIVE, HEADER = 19, MAXIMUM = 4096, FEED_AS = 65101, RECEIVER_AS = 65301, HOLD_TIME = 240, PATH = 12, COMMUNITIES = 4 };

struct options {
  const char *router;    /* its address */
  const char *own;       /* the first peer's address; each further peer has the next one */
  unsigned as;           /* the router's AS */
  unsigned feeds;        /* peers that announce */
  unsigned receivers;    /* peers that only receive; none in the shape "clients" */
  unsigned prefixes;     /* of the table, or of each client */
  unsigned seed;
  unsigned patience;     /* seconds without anything new after which the run has failed */
  bool clients;          /* the shape */
  bool relay;            /* the router passes bytes on and changes nothing */
};
extern struct options options;
extern bool ipv6;

struct peer {
  unsigned number, as;
  uint32_t id;           /* BGP identifier */
  uint8_t address[16];
  int socket;
  bool connected, up, announced, gone, waits_to_write;
  bool receives;
  const uint8_t *out;    /* what is to be sent */
  size_t out_length, sent;
  uint8_t rest[MAXIMUM]; /* the beginning of a message whose end has not come */
  size_t rest_length;
  uint8_t *held;         /* by prefix: 0 or one more than the feed that its route is from */
  uint8_t *changed;      /* by single change: whether it has arrived */
  size_t good;           /* prefixes that are as they should be */
  bool complete;
};
extern struct peer *peers;
extern unsigned peer_count, total; /* total: the prefixes of all */

/* wire.c: bytes */
struct update {
  const uint8_t *reached, *reached_end, *withdrawn, *withdrawn_end;
  const uint8_t *path, *next_hop, *communities;
  unsigned path_count, next_hop_length, community_count, origin, med, local_preference, originator, clusters;
};
uint8_t *put16(uint8_t *at, unsigned value);
uint8_t *put32(uint8_t *at, uint32_t value);
uint32_t get32(const uint8_t *at);
uint8_t *begin(uint8_t *at, int type);
void finish(uint8_t *message, uint8_t *end);
size_t open_message(uint8_t *message, unsigned as, uint32_t id);
bool read_update(const uint8_t *body, size_t length, struct update *update);

/* tables.c: what is announced */
struct set { /* one set of attributes; its path has the feed's AS in front */
  uint8_t origin, path_count, community_count;
  uint32_t path[PATH], communities[COMMUNITIES];
};
extern struct set *sets;
extern uint32_t *set_of; /* by prefix */
void make_tables(void);
unsigned path_front(unsigned feed);              /* how often a feed has its AS in front */
int64_t take_prefix(const uint8_t **at, const uint8_t *end); /* its number; -1 when nobody announces it */
size_t change_message(uint8_t *message, unsigned client, unsigned prefix, uint32_t med);
const uint8_t *own_prefixes(unsigned client, size_t *length); /* a client's NLRI in the order of its numbers */

/* judge.c: what arrives */
struct verdict {
  size_t twice, echo, wrong, withdrawn, updates, bytes;
  char problem[160];     /* the first wrong thing */
};
extern struct verdict verdict;
extern unsigned complete, receivers, best;       /* best: the feed whose routes the receivers should hold */
extern double moment, completed;                 /* now, and when the last receiver became complete */
void expect_all(void);                           /* counts anew what is as it should be */
void take_update(struct peer *peer, const uint8_t *body, size_t length, double stamp);

/* churn.c: single changes */
extern unsigned changes, arrived_changes;
void prepare_changes(unsigned count);
void send_change(unsigned change);
bool take_change(struct peer *peer, int64_t prefix, uint32_t med, double stamp);
void print_latencies(void);

/* sessions.c: sockets */
extern int poller;
void join_all(void);
void push(struct peer *peer);
void receive(struct peer *peer);
void keepalives(void);
void watch(struct peer *peer);
void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
double now(void);
double wall(void);                               /* the clock of the kernel's receive time stamps */
#endif
