# SPDX-License-Identifier: GPL-2.0
"""Generic netlink by hand, so that requests can be as wrong as a test wants."""

import errno
import socket
import struct

NETLINK_GENERIC = 16
SOL_NETLINK, NETLINK_EXT_ACK = 270, 11
GENL_ID_CTRL = 16
CTRL_CMD_GETFAMILY, CTRL_CMD_GETPOLICY = 3, 10
CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME = 1, 2
NLMSG_ERROR, NLMSG_DONE = 2, 3
F_REQUEST, F_ACK, F_DUMP = 1, 4, 0x300
F_CAPPED, F_ACK_TLVS = 0x100, 0x200
F_NESTED = 1 << 15
TYPE_MASK = 0x3FFF
MSGERR_MSG, MSGERR_OFFS, MSGERR_MISS_TYPE = 1, 2, 5


def attr(kind, payload, flags=0):
    """One attribute, padded."""
    data = struct.pack("=HH", 4 + len(payload), kind | flags) + payload
    return data + b"\0" * (-len(data) % 4)


def u32(value):
    return struct.pack("=I", value)


def attrs(data):
    """All (type, payload) of a run of attributes."""
    at = 0
    while at + 4 <= len(data):
        size, kind = struct.unpack_from("=HH", data, at)
        if size < 4:
            break
        yield kind & TYPE_MASK, data[at + 4 : at + size]
        at += (size + 3) & ~3


def number(payload):
    return int.from_bytes(payload, "little")


class Reply:
    """What came back: errno (0: done), sentence, bad attribute, messages."""

    def __init__(self):
        self.errno, self.sentence, self.points_at = 0, "", None
        self.messages = []

    def name(self):
        return errno.errorcode.get(self.errno, str(self.errno))

    def take_error(self, data, flags, skip):
        self.errno = -struct.unpack_from("=i", data)[0]
        if not flags & F_ACK_TLVS:
            return
        for kind, payload in attrs(data[skip:]):
            if kind == MSGERR_MSG:
                self.sentence = payload.rstrip(b"\0").decode()
            elif kind in (MSGERR_OFFS, MSGERR_MISS_TYPE):
                self.points_at = number(payload)


class Genl:
    """A socket, and the family when it can be seen from here."""

    def __init__(self, family=None):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
        self.sock.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        self.sock.bind((0, 0))
        self.sock.settimeout(300)
        self.seq = 0
        self.family = self.resolve(family) if family else None

    def resolve(self, name):
        found = self.ask(
            CTRL_CMD_GETFAMILY,
            attr(CTRL_ATTR_FAMILY_NAME, name.encode() + b"\0"),
            family=GENL_ID_CTRL,
        )
        for message in found.messages:
            for kind, payload in attrs(message):
                if kind == CTRL_ATTR_FAMILY_ID:
                    return number(payload)
        return None

    def send_raw(self, body, flags, family=None):
        self.seq += 1
        head = struct.pack(
            "=IHHII", 16 + len(body), family or self.family, F_REQUEST | flags, self.seq, 0
        )
        self.sock.send(head + body)

    def start(self, cmd, flags, payload=b"", version=1, reserved=0, family=None):
        """Ask, and do not wait for the answer."""
        head = struct.pack("=BBH", cmd, version, reserved)
        self.send_raw(head + payload, flags, family)

    def ask(self, cmd, payload=b"", flags=F_ACK, **header):
        self.start(cmd, flags, payload, **header)
        return self.receive()

    def receive(self):
        reply = Reply()
        while True:
            data = self.sock.recv(1 << 17)
            at = 0
            while at + 16 <= len(data):
                size, kind, flags, seq, _ = struct.unpack_from("=IHHII", data, at)
                body = data[at + 16 : at + size]
                at += (size + 3) & ~3
                if seq != self.seq:
                    continue
                if kind == NLMSG_ERROR:
                    request = struct.unpack_from("=I", body, 4)[0]
                    skip = 20 if flags & F_CAPPED else 4 + ((request + 3) & ~3)
                    reply.take_error(body, flags, skip)
                    return reply
                if kind == NLMSG_DONE:
                    reply.take_error(body, flags, 4)
                    return reply
                reply.messages.append(body[4:])
