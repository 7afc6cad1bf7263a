/* BGP messages to bytes and back. */
#include "peers.h"
#include <string.h>

uint8_t *put16(uint8_t *at, unsigned value) { return *at = value >> 8, at[1] = value, at + 2; }
uint8_t *put32(uint8_t *at, uint32_t value) { return put16(put16(at, value >> 16), value & 0xffff); }
uint32_t get32(const uint8_t *at) { return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3]; }
uint8_t *begin(uint8_t *at, int type) { return memset(at, 255, 16), at[18] = type, at + HEADER; }
void finish(uint8_t *message, uint8_t *end) { put16(message + 16, end - message); }

/* An OPEN with the family, route refresh and four-octet AS numbers; no graceful restart, so that a dead feed is dead at once. */
size_t open_message(uint8_t *message, unsigned as, uint32_t id) {
  uint8_t *at = begin(message, OPEN);
  *at++ = 4, at = put16(at, as), at = put16(at, HOLD_TIME), at = put32(at, id);
  const uint8_t capabilities[] = {16, 2, 14, 1, 4, 0, ipv6 ? 2 : 1, 0, 1, 2, 0, 65, 4, as >> 24, as >> 16, as >> 8, as};
  memcpy(at, capabilities, sizeof capabilities), at += sizeof capabilities;
  finish(message, at);
  return at - message;
}

static void read_path(const uint8_t *value, size_t length, struct update *update) {
  if (length < 2 || value[0] != 2 || length != 2 + 4 * (size_t)value[1]) return; /* empty; a sequence of sequences nobody here sends */
  update->path = value + 2, update->path_count = value[1];
}

static bool read_attribute(int code, const uint8_t *value, size_t length, struct update *update) {
  switch (code) {
  case 1: return length == 1 && (update->origin = *value, true);
  case 2: return read_path(value, length, update), true;
  case 3: return length == 4 && (update->next_hop = value, update->next_hop_length = 4, true);
  case 4: return length == 4 && (update->med = get32(value), true);
  case 5: return length == 4 && (update->local_preference = get32(value), true);
  case 8: return update->communities = value, update->community_count = length / 4, length % 4 == 0;
  case 9: return length == 4 && (update->originator = get32(value), true);
  case 10: return update->clusters = length / 4, length % 4 == 0;
  case 14:
    if (length < 5 || length < 5 + (size_t)value[3]) return false;
    update->next_hop = value + 4, update->next_hop_length = value[3];
    update->reached = value + 5 + value[3], update->reached_end = value + length;
    return true;
  case 15:
    if (length < 3) return false;
    update->withdrawn = value + 3, update->withdrawn_end = value + length;
    return true;
  default: return true;
  }
}

/* Splits an UPDATE; false when its lengths do not fit. */
bool read_update(const uint8_t *body, size_t length, struct update *update) {
  memset(update, 0, sizeof *update);
  if (length < 4) return false;
  size_t withdrawn = body[0] << 8 | body[1];
  if (withdrawn + 4 > length) return false;
  size_t attributes = body[2 + withdrawn] << 8 | body[3 + withdrawn];
  if (withdrawn + 4 + attributes > length) return false;
  update->withdrawn = body + 2, update->withdrawn_end = body + 2 + withdrawn;
  const uint8_t *at = body + 4 + withdrawn, *end = at + attributes;
  update->reached = end, update->reached_end = body + length;
  while (at < end) {
    if (end - at < 3) return false;
    int flags = at[0], code = at[1];
    if (flags & 0x10 && end - at < 4) return false;
    size_t size = flags & 0x10 ? at[2] << 8 | at[3] : at[2];
    at += flags & 0x10 ? 4 : 3;
    if (size > (size_t)(end - at) || !read_attribute(code, at, size, update)) return false;
    at += size;
  }
  return true;
}
