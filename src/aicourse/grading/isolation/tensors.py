"""How PyTorch's tensors on the CPU are written: values, dtype, and whether they require gradients.

The graph behind a tensor stays where it was made.
"""

import importlib
from functools import partial
from typing import Any

import numpy as np

from aicourse.grading.isolation.forms import Form, Node, NodeReader, NodeWriter, register
from aicourse.grading.isolation.wire import ProtocolError

torch: Any = importlib.import_module("torch")  # not installed for every stage

_DTYPES: dict[str, Any] = {
    **{f"int{bits}": getattr(torch, f"int{bits}") for bits in (8, 16, 32, 64)},
    **{f"float{bits}": getattr(torch, f"float{bits}") for bits in (16, 32, 64)},
    "bfloat16": torch.bfloat16,
    "bool": torch.bool,
    "complex64": torch.complex64,
    "complex128": torch.complex128,
    "uint8": torch.uint8,
}


def _name(dtype: Any) -> str:
    return str(dtype).removeprefix("torch.")


def _fits(value: Any) -> bool:
    return value.layout is torch.strided and not value.is_meta and _name(value.dtype) in _DTYPES


def _bytes(tensor: Any) -> memoryview:
    if tensor.numel() == 0:
        return memoryview(b"")
    return memoryview(tensor.reshape(-1).view(torch.uint8).numpy())


def _encode_tensor(encoder: NodeWriter, value: Any) -> Node:
    plain = value.detach().cpu().resolve_conj().resolve_neg().contiguous()
    encoder.buffer(_bytes(plain))
    kind = type(value).__name__
    return ["tensor", kind, _name(value.dtype), [*value.shape], bool(value.requires_grad)]


def _decode_tensor(
    decoder: NodeReader, kind: str, dtype: str, shape: list[int], requires_grad: bool
) -> Any:
    element = torch.empty((), dtype=_DTYPES[dtype]).element_size()
    if any(extent < 0 for extent in shape) or len(shape) > 64:
        raise ProtocolError("a message with a tensor of the wrong size")
    if np.prod(shape, dtype=object) * element != decoder.length():
        raise ProtocolError("a message with a tensor of the wrong size")
    tensor = torch.empty(shape, dtype=_DTYPES[dtype])
    data = _bytes(tensor)
    decoder.fill(data)
    if dtype == "bool" and data.nbytes and np.frombuffer(data, np.uint8).max() > 1:
        raise ProtocolError("a message with a tensor of impossible values")
    if kind == "Parameter":
        return torch.nn.Parameter(tensor, requires_grad=bool(requires_grad))
    return tensor.requires_grad_(bool(requires_grad))


def _decode_name(_: NodeReader, kind: str, value: Any) -> Any:
    match kind:
        case "dtype":
            return _DTYPES[value]
        case "device":
            return torch.device(value)
        case "Size":
            return torch.Size(value)
        case _:
            raise ProtocolError("a message with an unknown value of torch")


def _encode_name(_: NodeWriter, value: Any) -> Node:
    if type(value) is torch.Size:
        return ["torch", "Size", [*value]]
    text = _name(value) if type(value) is torch.dtype else str(value)
    return ["torch", type(value).__name__, text]


numbered = partial(Form, numbered=True, frozen=True, fits=_fits)
register(numbered("tensor", _encode_tensor, _decode_tensor), torch.Tensor, torch.nn.Parameter)
register(Form("torch", _encode_name, _decode_name, key=True), torch.dtype, torch.device, torch.Size)
