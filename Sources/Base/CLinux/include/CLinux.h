// C header shims: what Glibc's Swift module leaves out, and the two instructions Swift has no spelling for.
// linux/tcp.h is left out on purpose: it redefines tcp_md5sig, which Glibc's module already has.
#ifndef APUS_CLINUX_H
#define APUS_CLINUX_H

#include <stdint.h>
#include <sys/socket.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <sys/inotify.h>
#include <sys/uio.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/if_link.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/nexthop.h>

/// Asks the processor to bring a line into its cache; never faults, whatever the address.
static inline void apus_prefetch(const void *address) { __builtin_prefetch(address); }

/// The next waiting connection as a non-blocking descriptor that is closed on exec; -1 and errno otherwise.
int apus_accept(int listener, struct sockaddr *address, uint32_t *length);

/// A file without a place, which lives as long as its descriptor; -1 and errno on failure.
int apus_memory_file(const char *name);

/// Names the calling thread, for top and debuggers; at most 15 characters.
void apus_name_thread(const char *name);

/// Gives the calling thread the nice value of the process's first thread, which is what the service manager or `nice` asked for: a thread
/// made by one of libdispatch's has that one's instead. Where raising it again is not permitted, the thread stays as it is.
void apus_take_process_priority(void);

#endif
