"""
What a question's process gives up before it runs anything, by means of the kernel.

All of it holds whatever DuckDB may be brought to do: memory, time, no file to write, no program,
no connection, and no word of where the published file lies.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

from analytics.questions import MIB, Limits

NICENESS = 10
FEW_FILES = 32  # DuckDB opens the file that it has once more for each of its readers
GRACE_S = 5  # the application stops it at its limit; this is for an application that hangs
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38  # prctl(2)
SECCOMP_MODE_FILTER = 2
# seccomp(2), and the classic BPF of linux/filter.h
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
EPERM, EINVAL = 1, 22
AUDIT_ARCH_AT, SYSCALL_AT = 4, 0
# of each machine: what audit calls it, and the numbers of system calls (asm/unistd.h)
MACHINES = {
    "x86_64": (0xC000003E, {"readlink": 89, "readlinkat": 267}),
    "aarch64": (0xC00000B7, {"readlinkat": 78}),
}
DENIED = {
    # execve, execveat, ptrace, process_vm_readv, process_vm_writev, kill, socket, connect
    "x86_64": (59, 322, 101, 310, 311, 62, 41, 42),
    "aarch64": (221, 281, 117, 270, 271, 129, 198, 203),
}


def die_with_parent() -> None:
    """Have the kernel end this process with the thread that started it; and go last meanwhile."""
    os.nice(NICENESS)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def hide_links() -> None:
    """
    Have no link be read from here on, and no program, process or address be reached.

    DuckDB asks what an open file is called and shows it to questions; so it is told nothing.
    Elsewhere than on Linux on these machines, nothing is changed.
    """
    machine = platform.machine()
    if sys.platform != "linux" or machine not in MACHINES:
        return
    arch, links = MACHINES[machine]
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    program = _filter(arch, tuple(links.values()), DENIED[machine])
    code = ctypes.create_string_buffer(program, len(program))
    steps = struct.pack("HP", len(program) // 8, ctypes.addressof(code))  # struct sock_fprog
    libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_char_p(steps), 0, 0)


def _filter(arch: int, links: tuple[int, ...], denied: tuple[int, ...]) -> bytes:
    """Return the program: links are no links (EINVAL), what is denied is not permitted."""
    steps = [
        (LOAD, 0, 0, AUDIT_ARCH_AT),
        (JUMP_IF_EQUAL, 1, 0, arch),
        (RETURN, 0, 0, ERRNO | EPERM),
        (LOAD, 0, 0, SYSCALL_AT),
    ]
    for number, answer in [*((n, EINVAL) for n in links), *((n, EPERM) for n in denied)]:
        steps += [(JUMP_IF_EQUAL, 0, 1, number), (RETURN, 0, 0, ERRNO | answer)]
    steps.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def bound(limits: Limits) -> None:
    """Bound memory and time, and let no file be written."""
    more_mib = limits.memory_mib + limits.memory_mib // 2 + Limits.PROCESS_MIB
    _limit(resource.RLIMIT_DATA, _data_bytes() + more_mib * MIB)
    seconds = int(limits.seconds) + GRACE_S
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, FEW_FILES)
    signal.setitimer(signal.ITIMER_REAL, seconds)  # nobody catches the signal: it ends all


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


def _data_bytes() -> int:
    """Return how much private memory the process has taken so far."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:  # elsewhere than on Linux
        return 256 * MIB
    (line,) = (each for each in status.splitlines() if each.startswith("VmData:"))
    return int(line.split()[1]) * 1024
