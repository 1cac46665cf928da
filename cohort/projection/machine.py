"""What the machine can do and NumPy cannot say: memory written past the caches or asked for early, eight numbers at once.

For `kernel` alone. Numba does not see that this file has changed: touch `kernel.py` then.
"""

from __future__ import annotations

import operator

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, models, register_model

LINE = 8  # numbers in a cache line
_LINE = ir.VectorType(ir.DoubleType(), LINE)


def _place(context, builder, kind, array, at):  # type: ignore[no-untyped-def]
    """Where the number `at` of a contiguous array lies."""
    data = cgutils.create_struct_proxy(kind)(context, builder, array).data
    return builder.gep(data, [at])


@intrinsic
def address(typing, array):  # type: ignore[no-untyped-def]
    """Address of an array's first number."""

    def made(context, builder, signature, given):  # type: ignore[no-untyped-def]
        data = cgutils.create_struct_proxy(signature.args[0])(context, builder, given[0]).data
        return builder.ptrtoint(data, context.get_value_type(types.intp))

    return types.intp(array), made


@intrinsic
def copy_number(typing, source, target, at):  # type: ignore[no-untyped-def]
    """Copy the number `at` of one contiguous array into another."""

    def made(context, builder, signature, given):  # type: ignore[no-untyped-def]
        a, b, _ = signature.args
        number = builder.load(_place(context, builder, a, given[0], given[2]))
        builder.store(number, _place(context, builder, b, given[1], given[2]))
        return context.get_dummy_value()

    return types.void(source, target, types.intp), made


@intrinsic
def stream_line(typing, source, target, at):  # type: ignore[no-untyped-def]
    """Copy a cache line from `at` on; the target, which begins a line there, is written past the caches."""

    def made(context, builder, signature, given):  # type: ignore[no-untyped-def]
        a, b, _ = signature.args
        line = _LINE.as_pointer()
        numbers = builder.load(builder.bitcast(_place(context, builder, a, given[0], given[2]), line), align=8)
        place = builder.bitcast(_place(context, builder, b, given[1], given[2]), line)
        written = builder.store(numbers, place, align=8 * LINE)
        one = builder.module.add_metadata([ir.Constant(ir.IntType(32), 1)])
        written.set_metadata("nontemporal", one)
        return context.get_dummy_value()

    return types.void(source, target, types.intp), made


@intrinsic
def written(typing):  # type: ignore[no-untyped-def]
    """Wait until what went past the caches can be seen by all."""

    def made(context, builder, signature, given):  # type: ignore[no-untyped-def]
        builder.fence("seq_cst")
        return context.get_dummy_value()

    return types.void(), made


@intrinsic
def ask_for(typing, array, at):  # type: ignore[no-untyped-def]
    """Ask memory for the cache line of the number `at` of a contiguous array; it may lie past the end."""

    def made(context, builder, signature, given):  # type: ignore[no-untyped-def]
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        ask = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        place = builder.bitcast(_place(context, builder, signature.args[0], *given), byte)
        builder.call(ask, [place, number(0), number(2), number(1)])  # to read; into the second cache; data
        return context.get_dummy_value()

    return types.void(array, types.intp), made


class Eight(types.Type):
    """A number of each of eight runs; +, -, * and / take each by itself, and with a number that all share."""


eight = Eight("Eight")


@register_model(Eight)
class _Model(models.PrimitiveModel):
    def __init__(self, manager, kind):  # type: ignore[no-untyped-def]
        super().__init__(manager, kind, _LINE)


def _all(builder, number):  # type: ignore[no-untyped-def]
    """Eight times the same number."""
    one, nothing = ir.IntType(32)(0), ir.Constant(_LINE, ir.Undefined)
    eight_times = ir.Constant(ir.VectorType(ir.IntType(32), LINE), [0] * LINE)
    return builder.shuffle_vector(builder.insert_element(nothing, number, one), nothing, eight_times)


class _Operation(AbstractTemplate):
    def generic(self, args, kws):  # type: ignore[no-untyped-def]
        if len(args) == 2 and eight in args and set(args) <= {eight, types.float64}:
            return signature(eight, *args)
        return None


def _allow(operation, instruction):  # type: ignore[no-untyped-def]
    def made(context, builder, signature, given):  # type: ignore[no-untyped-def]
        both = [one if kind is eight else _all(builder, one) for kind, one in zip(signature.args, given, strict=True)]
        return getattr(builder, instruction)(*both)

    infer_global(operation)(type(instruction, (_Operation,), {}))
    for kinds in ((eight, eight), (eight, types.float64), (types.float64, eight)):
        lower_builtin(operation, *kinds)(made)


_allow(operator.add, "fadd")
_allow(operator.sub, "fsub")
_allow(operator.mul, "fmul")
_allow(operator.truediv, "fdiv")


@intrinsic
def none(typing):  # type: ignore[no-untyped-def]
    """Eight times 0."""
    return eight(), lambda context, builder, signature, given: ir.Constant(_LINE, [0.0] * LINE)


@intrinsic
def lower(typing, a, b):  # type: ignore[no-untyped-def]
    """The lower of both, each by itself."""

    def made(context, builder, signature, given):  # type: ignore[no-untyped-def]
        return builder.select(builder.fcmp_ordered("<", *given), *given)

    return eight(eight, eight), made


@intrinsic
def read(typing, array, at):  # type: ignore[no-untyped-def]
    """The eight numbers from 8 `at` on of a contiguous array."""

    def made(context, builder, signature, given):  # type: ignore[no-untyped-def]
        first = builder.mul(given[1], given[1].type(LINE))
        place = _place(context, builder, signature.args[0], given[0], first)
        return builder.load(builder.bitcast(place, _LINE.as_pointer()), align=8)

    return eight(array, types.intp), made


@intrinsic
def write(typing, array, at, numbers):  # type: ignore[no-untyped-def]
    """Put eight numbers from 8 `at` on into a contiguous array."""

    def made(context, builder, signature, given):  # type: ignore[no-untyped-def]
        first = builder.mul(given[1], given[1].type(LINE))
        place = _place(context, builder, signature.args[0], given[0], first)
        builder.store(given[2], builder.bitcast(place, _LINE.as_pointer()), align=8)
        return context.get_dummy_value()

    return types.void(array, types.intp, eight), made
