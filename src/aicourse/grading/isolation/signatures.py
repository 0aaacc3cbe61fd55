"""Signatures of functions across the socket, each direction in the measure that it may have."""

import contextlib
import inspect
from typing import Any

from aicourse.grading.isolation.codec import Decoder, Encoder

_EMPTY = inspect.Parameter.empty


def encode_signature(encoder: Encoder, signature: inspect.Signature) -> Any:
    """Write a signature of the student's: names, kinds, defaults and annotations."""

    def given(value: Any) -> list[Any]:
        return [] if value is _EMPTY else [encoder.node(value)]

    parameters = [
        [p.name, int(p.kind), given(p.default), given(p.annotation)]
        for p in signature.parameters.values()
    ]
    return ["signature", parameters, given(signature.return_annotation)]


def decode_signature(decoder: Decoder, parameters: Any, returned: Any) -> inspect.Signature:
    """Make the signature of a student's function."""

    def given(nodes: Any) -> Any:
        return next(iter(decoder.items(nodes)), _EMPTY)

    made = [
        inspect.Parameter(
            name,
            inspect._ParameterKind(kind),
            default=given(default),
            annotation=given(annotation),
        )
        for name, kind, default, annotation in parameters
    ]
    return inspect.Signature(made, return_annotation=given(returned))


def described(function: Any) -> list[Any]:
    """Return name, docstring and parameters of a function: all that the student's code sees."""
    name, text = getattr(function, "__name__", None), getattr(function, "__doc__", None)
    parameters: list[Any] | None = None
    with contextlib.suppress(ValueError, TypeError):
        parameters = [
            [p.name, int(p.kind), p.default is not _EMPTY]
            for p in inspect.signature(function).parameters.values()
        ]
    return [
        name if type(name) is str else type(function).__name__,
        text if type(text) is str else None,
        parameters,
    ]


def describe(function: Any, name: str, text: str | None, parameters: list[Any] | None) -> None:
    """Give a stand-in for a function of the test what `described` tells; no default is told."""
    function.__name__ = function.__qualname__ = name
    function.__doc__ = text
    function.__module__ = "__main__"
    if parameters is not None:
        function.__signature__ = inspect.Signature(
            [
                inspect.Parameter(
                    parameter,
                    inspect._ParameterKind(kind),
                    default=... if has_default else _EMPTY,
                )
                for parameter, kind, has_default in parameters
            ]
        )
