"""Memory, as directly as the processor has it. Waits overlapped: a fold over millions of subjects asks for a subject's place
some rows before it is there. And bytes by their address: an array handed from call to call is counted each time, which for
readers of single bytes takes longer than the reading; who uses addresses holds the array meanwhile.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

LLVM: Any = cgutils  # numba has no types for it
AHEAD = 96  # rows; with 22 million subjects 64 to 128 did best, at few it costs nothing


def _fetch(_: Any, array: Any, place: Any) -> Any:
    """Ask the processor to bring `array[place]` near, for writing, without waiting for it."""

    def made(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = signature.args[0]
        held = context.make_array(kind)(context, builder, arguments[0])
        address = LLVM.get_item_pointer(context, builder, kind, held, [arguments[1]], wraparound=False)
        byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        asked = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        ask = LLVM.get_or_insert_function(builder.module, asked, "llvm.prefetch.p0i8")
        builder.call(ask, [builder.bitcast(address, byte), word(1), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(array, place), made


fetch: Any = intrinsic(_fetch)


def _byte_at(_: Any, _address: Any) -> Any:
    """The byte at an address."""

    def made(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.load(builder.inttoptr(arguments[0], ir.IntType(8).as_pointer()))

    return types.uint8(types.int64), made


def _eight_at(_: Any, _address: Any) -> Any:
    """The eight bytes from an address on as one number, the first of them the lowest."""

    def made(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        word = builder.load(builder.inttoptr(arguments[0], ir.IntType(64).as_pointer()))
        word.align = 1
        return word

    return types.uint64(types.int64), made


byte_at: Any = intrinsic(_byte_at)
eight_at: Any = intrinsic(_eight_at)
