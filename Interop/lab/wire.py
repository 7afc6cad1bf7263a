"""Just enough BGP on the wire for the lab's own speaker: it builds any message, right or wrong, and reads what tests ask about."""

import ipaddress
import struct

MARKER = b"\xff" * 16
OPEN, UPDATE, NOTIFICATION, KEEPALIVE, ROUTE_REFRESH = 1, 2, 3, 4, 5
NAMES = {1: "OPEN", 2: "UPDATE", 3: "NOTIFICATION", 4: "KEEPALIVE", 5: "ROUTE-REFRESH"}

ORIGIN, AS_PATH, NEXT_HOP, MED, LOCAL_PREF, ATOMIC_AGGREGATE, AGGREGATOR, COMMUNITIES = 1, 2, 3, 4, 5, 6, 7, 8
ORIGINATOR_ID, CLUSTER_LIST, MP_REACH, MP_UNREACH, EXTENDED_COMMUNITIES, AS4_PATH, AS4_AGGREGATOR = 9, 10, 14, 15, 16, 17, 18
LARGE_COMMUNITIES, UNKNOWN = 32, 255

WELL_KNOWN, OPTIONAL, OPTIONAL_TRANSITIVE, PARTIAL, EXTENDED = 0x40, 0x80, 0xC0, 0x20, 0x10
AFI = {"ipv4": 1, "ipv6": 2}


def message(kind, body=b"", marker=MARKER, length=None):
    """A whole message; the length can be a lie."""
    return marker + struct.pack("!HB", 19 + len(body) if length is None else length, kind) + body


KEEPALIVE_MESSAGE = message(KEEPALIVE)


def notification(code, subcode, data=b""):
    """A NOTIFICATION."""
    return message(NOTIFICATION, bytes([code, subcode]) + data)


def route_refresh(family="ipv4", subtype=0):
    """A ROUTE-REFRESH (RFC 2918, 7313)."""
    return message(ROUTE_REFRESH, struct.pack("!HBB", AFI[family], subtype, 1))


def capability(code, value=b""):
    """One capability (RFC 5492)."""
    return bytes([code, len(value)]) + value


def capabilities(asn, families, four_octet_as=True, restart_time=120, everything=True):
    """The capabilities that the lab's speaker announces; `everything` is the long list that invites the peer to answer in kind."""
    listed = [capability(1, struct.pack("!HBB", AFI[family], 0, 1)) for family in families]
    listed.append(capability(2))
    if four_octet_as:
        listed.append(capability(65, struct.pack("!I", asn)))
    if everything:
        restart = struct.pack("!H", restart_time) + b"".join(struct.pack("!HBB", AFI[family], 1, 0) for family in families)
        listed += [capability(6), capability(64, restart), capability(70),
                   capability(69, b"".join(struct.pack("!HBB", AFI[family], 1, 1) for family in families)),
                   capability(5, struct.pack("!HHH", 1, 1, 2)), capability(73, b"\x09collector\x03lab"),
                   capability(71, b"".join(struct.pack("!HBB", AFI[family], 1, 0x80) + b"\x00\x0e\x10" for family in families)),
                   capability(239, b"\xde\xad")]
    return b"".join(listed)


def open_message(asn, hold_time, router_id, announced, version=4):
    """An OPEN; AS numbers that do not fit become AS_TRANS."""
    parameters = bytes([2, len(announced)]) + announced if announced else b""
    return message(OPEN, struct.pack("!BHH", version, asn if asn < 65536 else 23456, hold_time)
                   + ipaddress.ip_address(router_id).packed + bytes([len(parameters)]) + parameters)


def attribute(flags, code, value):
    """A path attribute, with the extended length flag when it needs one."""
    if len(value) > 255:
        return struct.pack("!BBH", flags | EXTENDED, code, len(value)) + value
    return bytes([flags, code, len(value)]) + value


def as_path(sequence, width=4, kind=2):
    """The value of an AS_PATH of one segment."""
    return bytes([kind, len(sequence)]) + b"".join(struct.pack("!I" if width == 4 else "!H", asn) for asn in sequence)


def nlri(prefix):
    """A prefix as in NLRI."""
    network = ipaddress.ip_network(prefix)
    return bytes([network.prefixlen]) + network.network_address.packed[:(network.prefixlen + 7) // 8]


def attributes(path, next_hop="", origin=0, med=None, local_pref=None, communities=(), large=(), targets=(), extra=b"", width=4):
    """The usual attributes in ascending order."""
    parts = [attribute(WELL_KNOWN, ORIGIN, bytes([origin])), attribute(WELL_KNOWN, AS_PATH, as_path(path, width) if path else b"")]
    parts += [attribute(WELL_KNOWN, NEXT_HOP, ipaddress.ip_address(next_hop).packed)] if next_hop else []
    parts += [attribute(OPTIONAL, MED, struct.pack("!I", med))] if med is not None else []
    parts += [attribute(WELL_KNOWN, LOCAL_PREF, struct.pack("!I", local_pref))] if local_pref is not None else []
    if communities:
        parts.append(attribute(OPTIONAL_TRANSITIVE, COMMUNITIES, b"".join(struct.pack("!HH", *_numbers(c)) for c in communities)))
    if targets:
        parts.append(attribute(OPTIONAL_TRANSITIVE, EXTENDED_COMMUNITIES, b"".join(struct.pack("!BBHI", 0, 2, *_numbers(c)) for c in targets)))
    if large:
        parts.append(attribute(OPTIONAL_TRANSITIVE, LARGE_COMMUNITIES, b"".join(struct.pack("!III", *_numbers(c)) for c in large)))
    return b"".join(parts) + extra


def _numbers(text):
    return [int(word) for word in text.split(":")]


def mp_reach(prefixes, next_hop, family="ipv6"):
    """MP_REACH_NLRI as an attribute."""
    hop = ipaddress.ip_address(next_hop).packed
    value = struct.pack("!HBB", AFI[family], 1, len(hop)) + hop + b"\0" + b"".join(nlri(prefix) for prefix in prefixes)
    return attribute(OPTIONAL, MP_REACH, value)


def mp_unreach(prefixes, family="ipv6"):
    """MP_UNREACH_NLRI as an attribute."""
    return attribute(OPTIONAL, MP_UNREACH, struct.pack("!HB", AFI[family], 1) + b"".join(nlri(prefix) for prefix in prefixes))


def update(attribute_bytes=b"", announced=(), withdrawn=()):
    """An UPDATE."""
    gone = b"".join(nlri(prefix) for prefix in withdrawn)
    return message(UPDATE, struct.pack("!H", len(gone)) + gone + struct.pack("!H", len(attribute_bytes)) + attribute_bytes
                   + b"".join(nlri(prefix) for prefix in announced))


def end_of_rib(family="ipv4"):
    """The End-of-RIB marker (RFC 4724)."""
    return update() if family == "ipv4" else update(mp_unreach([], family))


def read_prefixes(data, family="ipv4"):
    """The prefixes of an NLRI field, as text."""
    width, found = (4 if family == "ipv4" else 16), []
    while data:
        octets = (data[0] + 7) // 8
        packed = data[1:1 + octets].ljust(width, b"\0")
        found.append(f"{ipaddress.ip_address(packed)}/{data[0]}")
        data = data[1 + octets:]
    return found


def read_update(whole):
    """What an UPDATE says: withdrawn, nlri (prefixes of both families), attributes {code: (flags, value)}, next hop."""
    body = whole[19:]
    size = struct.unpack("!H", body[:2])[0]
    withdrawn = read_prefixes(body[2:2 + size])
    rest = body[2 + size:]
    size = struct.unpack("!H", rest[:2])[0]
    found, data = {}, rest[2:2 + size]
    while data:
        flags, code = data[0], data[1]
        head = 4 if flags & EXTENDED else 3
        length = struct.unpack("!H", data[2:4])[0] if head == 4 else data[2]
        found[code] = (flags, data[head:head + length])
        data = data[head + length:]
    announced = read_prefixes(rest[2 + size:])
    hop = str(ipaddress.ip_address(found[NEXT_HOP][1])) if NEXT_HOP in found else None
    if MP_REACH in found:
        value = found[MP_REACH][1]
        family = "ipv4" if value[1] == 1 else "ipv6"
        hop = str(ipaddress.ip_address(value[4:4 + min(value[3], 16)]))
        announced += read_prefixes(value[5 + value[3]:], family)
    if MP_UNREACH in found:
        value = found[MP_UNREACH][1]
        withdrawn += read_prefixes(value[3:], "ipv4" if value[1] == 1 else "ipv6")
    return {"withdrawn": withdrawn, "nlri": announced, "attributes": found, "nextHop": hop}


def read_as_path(value, width=4):
    """The AS numbers of an AS_PATH value, segments joined."""
    numbers = []
    while value:
        count = value[1]
        numbers += struct.unpack(f"!{count}{'I' if width == 4 else 'H'}", value[2:2 + count * width])
        value = value[2 + count * width:]
    return list(numbers)


def read_capabilities(whole):
    """The capabilities of an OPEN as [(code, value)]."""
    data, found = whole[29:], []
    while data:
        kind, parameter, data = data[0], data[2:2 + data[1]], data[2 + data[1]:]
        while kind == 2 and parameter:
            found.append((parameter[0], parameter[2:2 + parameter[1]]))
            parameter = parameter[2 + parameter[1]:]
    return found
