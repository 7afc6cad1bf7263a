// Calls that glibc declares only with _GNU_SOURCE, which Glibc's Swift module is built without.
#define _GNU_SOURCE
#include "CLinux.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

int apus_accept(int listener, struct sockaddr *address, uint32_t *length) {
  return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

void apus_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

void apus_take_process_priority(void) {
  // Linux keeps the value by thread: the process's number is that of its first thread, 0 is the caller.
  setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, (id_t)getpid()));
}

int apus_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
