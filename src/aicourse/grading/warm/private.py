"""A copy of modules that is one process's own, and that no name leads to.

What a learner's code patches is what `import` finds. Code of ours that must work in the learner's
process nevertheless runs from a copy made before any of theirs ran: with builtins of its own,
and with the functions that other modules had then.
"""

import builtins
import importlib.util
from types import ModuleType
from typing import Any


def private_copy(*names: str) -> dict[str, ModuleType]:
    """Execute modules of ours once more, each after those that it imports; return the copies.

    Parameters
    ----------
    names : str
        Those to copy. Of every other module that they import they see a frozen copy of its
        namespace, whose functions and classes are the module's own.
    """
    made: dict[str, ModuleType] = {}
    own = dict(vars(builtins))
    shared = builtins.__import__

    def load(
        name: str,
        globals: dict[str, Any] | None = None,
        locals: dict[str, Any] | None = None,
        fromlist: tuple[str, ...] | None = (),
        level: int = 0,
    ) -> ModuleType:
        if name not in made:
            found = shared(name, globals, locals, fromlist, level)
            made[name] = ModuleType(name)
            vars(made[name]).update(vars(found))
        return made[name]

    own["__import__"] = load
    for name in names:
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert isinstance(spec.loader, importlib.abc.InspectLoader)
        code = spec.loader.get_code(name)
        assert code is not None
        module = ModuleType(name)
        vars(module).update(__builtins__=own, __file__=spec.origin)
        exec(code, vars(module))
        made[name] = module
    return {name: made[name] for name in names}
